import { Module } from '@nestjs/common';
import { AccountMailsModule } from '../account-mails/account-mails.module';
import { AccountsModule } from '../accounts/accounts.module';
import { InvitationsModule } from '../invitations/invitations.module';
import { SecondFactorModule } from '../second-factor/second-factor.module';
import { Login } from './login';
import { Passwords } from './passwords';
import { SignInController } from './sign-in.controller';
import { SignUp } from './sign-up';

@Module({
  imports: [AccountMailsModule, AccountsModule, InvitationsModule, SecondFactorModule],
  controllers: [SignInController],
  providers: [SignUp, Login, Passwords],
  exports: [Passwords],
})
export class SignInModule {}
