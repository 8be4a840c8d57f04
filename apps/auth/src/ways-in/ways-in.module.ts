import { Module } from '@nestjs/common';
import { AccountMailsModule } from '../account-mails/account-mails.module';
import { AccountsModule } from '../accounts/accounts.module';
import { OneTimeTokensModule } from '../one-time-tokens/one-time-tokens.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { SessionsModule } from '../sessions/sessions.module';
import { SignInModule } from '../sign-in/sign-in.module';
import { EmailAddress } from './email-address';
import { EmailController } from './email.controller';
import { OwnPassword } from './own-password';
import { PasswordController } from './password.controller';

@Module({
  imports: [AccountMailsModule, AccountsModule, OneTimeTokensModule, RevocationsModule, SessionsModule, SignInModule],
  controllers: [EmailController, PasswordController],
  providers: [EmailAddress, OwnPassword],
  exports: [OwnPassword],
})
export class WaysInModule {}
