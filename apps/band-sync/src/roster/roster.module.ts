import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ConnectionModule } from '../connection/connection.module';
import { DirectoryModule } from '../directory/directory.module';
import { MembersModule } from '../members/members.module';
import { DecideMatch } from './decide-match';
import { ImportRoster } from './import-roster';
import { ListMatches } from './list-matches';
import { RosterBook } from './roster-book';
import { RosterController } from './roster.controller';
import { RosterEntry, RosterEntrySchema, RosterTurn, RosterTurnSchema } from './roster-entry.schema';
import { RosterOfMembers } from './roster-of-members';
import { RosterRepository } from './roster.repository';

@Module({
  imports: [
    ConnectionModule,
    DirectoryModule,
    MembersModule,
    MongooseModule.forFeature([
      { name: RosterEntry.name, schema: RosterEntrySchema },
      { name: RosterTurn.name, schema: RosterTurnSchema },
    ]),
  ],
  controllers: [RosterController],
  providers: [RosterRepository, RosterOfMembers, RosterBook, ImportRoster, DecideMatch, ListMatches],
  exports: [RosterOfMembers],
})
export class RosterModule {}
