import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { AdminUsersModule } from '../admin-users/admin-users.module';
import { LimitsModule } from '../limits/limits.module';
import { MembersModule } from '../members/members.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { SecondFactorModule } from '../second-factor/second-factor.module';
import { SessionsModule } from '../sessions/sessions.module';
import { WaysInModule } from '../ways-in/ways-in.module';
import { CloseAccount } from './close-account';
import { ExportData } from './export-data';
import { MergeAccounts } from './merge-accounts';
import { MergeController } from './merge.controller';
import { PersonalRows } from './personal-rows.repository';
import { PrivacyController } from './privacy.controller';

/** Taking one's data along, leaving, and being one person instead of two. */
@Module({
  imports: [
    AccountsModule,
    AdminUsersModule,
    LimitsModule,
    MembersModule,
    RevocationsModule,
    SecondFactorModule,
    SessionsModule,
    WaysInModule,
  ],
  controllers: [PrivacyController, MergeController],
  providers: [CloseAccount, ExportData, MergeAccounts, PersonalRows],
  exports: [MergeAccounts],
})
export class PrivacyModule {}
