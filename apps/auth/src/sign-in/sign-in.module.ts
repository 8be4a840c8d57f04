import { Module } from '@nestjs/common';
import { AccountMailsModule } from '../account-mails/account-mails.module';
import { AccountsModule } from '../accounts/accounts.module';
import { SessionsModule } from '../sessions/sessions.module';
import { Attempts } from './attempts';
import { Login } from './login';
import { Passwords } from './passwords';
import { SignInController } from './sign-in.controller';
import { SignUp } from './sign-up';

@Module({
  imports: [AccountMailsModule, AccountsModule, SessionsModule],
  controllers: [SignInController],
  providers: [SignUp, Login, Passwords, Attempts],
  exports: [Passwords, Attempts],
})
export class SignInModule {}
