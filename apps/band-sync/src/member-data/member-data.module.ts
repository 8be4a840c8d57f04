import { Module } from '@nestjs/common';
import { MembersModule } from '../members/members.module';
import { RosterModule } from '../roster/roster.module';
import { MemberDataController } from './member-data.controller';
import { MemberDataEvents } from './member-data.events';

@Module({ imports: [MembersModule, RosterModule], controllers: [MemberDataController], providers: [MemberDataEvents] })
export class MemberDataModule {}
