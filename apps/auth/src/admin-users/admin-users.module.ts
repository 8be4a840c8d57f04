import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { SessionsModule } from '../sessions/sessions.module';
import { AccountActs } from './account-acts';
import { AdminUsersController } from './admin-users.controller';
import { AdminUsersRepository } from './admin-users.repository';
import { AdminUsersService } from './admin-users.service';
import { FirstSuperadmin } from './first-superadmin';

@Module({
  imports: [AccountsModule, RevocationsModule, SessionsModule],
  controllers: [AdminUsersController],
  providers: [AdminUsersService, AdminUsersRepository, AccountActs, FirstSuperadmin],
  exports: [AccountActs],
})
export class AdminUsersModule {}
