import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { RosterMembersEvents } from './roster-members.events';
import { RosterMembersService } from './roster-members.service';

@Module({ imports: [AccountsModule], providers: [RosterMembersEvents, RosterMembersService] })
export class RosterMembersModule {}
