import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { OneTimeTokensModule } from '../one-time-tokens/one-time-tokens.module';
import { AccountMails } from './account-mails';

@Module({
  imports: [AccountsModule, OneTimeTokensModule],
  providers: [AccountMails],
  exports: [AccountMails],
})
export class AccountMailsModule {}
