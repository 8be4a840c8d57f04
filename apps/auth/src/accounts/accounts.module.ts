import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ACCOUNT_MODEL, accountSchema } from './account.schema';
import { AccountsRepository } from './accounts.repository';
import { AccountsService } from './accounts.service';
import { Admission } from './admission';
import { SearchRenewalJob } from './search-renewal.job';
import { UnclaimedAccounts } from './unclaimed-accounts';

@Module({
  imports: [MongooseModule.forFeature([{ name: ACCOUNT_MODEL, schema: accountSchema }])],
  providers: [AccountsRepository, AccountsService, Admission, UnclaimedAccounts, SearchRenewalJob],
  exports: [AccountsRepository, AccountsService, Admission, UnclaimedAccounts, MongooseModule],
})
export class AccountsModule {}
