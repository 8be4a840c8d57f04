import { IdentityModule } from '@dongbaejul/identity';
import { MessagingModule } from '@dongbaejul/messaging';
import { PersistenceModule } from '@dongbaejul/persistence';
import { DynamicModule, Module } from '@nestjs/common';
import { migrations } from '../migrations';
import { AccountsModule } from './accounts/accounts.module';
import { AdminUsersModule } from './admin-users/admin-users.module';
import { AuditModule } from './audit/audit.module';
import { BandLoginModule } from './band-login/band-login.module';
import { BandMembersModule } from './band-members/band-members.module';
import type { AuthConfig } from './config';
import { DeadLettersModule } from './dead-letters/dead-letters.module';
import { DemoAccountsModule } from './demo-accounts/demo-accounts.module';
import { EncryptionModule } from './encryption/encryption.module';
import { InvitationsModule } from './invitations/invitations.module';
import { KeysModule } from './keys/keys.module';
import { LimitsModule } from './limits/limits.module';
import { MailModule } from './mail/mail.module';
import { LogsModule } from './logs/logs.module';
import { MembersModule } from './members/members.module';
import { PrivacyModule } from './privacy/privacy.module';
import { RedisModule } from './redis/redis.module';
import { RevocationsModule } from './revocations/revocations.module';
import { RosterMembersModule } from './roster-members/roster-members.module';
import { SecondFactorModule } from './second-factor/second-factor.module';
import { SessionsModule } from './sessions/sessions.module';
import { SignInModule } from './sign-in/sign-in.module';
import { WaysInModule } from './ways-in/ways-in.module';

const FEATURES = [
  AccountsModule,
  AdminUsersModule,
  AuditModule,
  BandLoginModule,
  BandMembersModule,
  DeadLettersModule,
  DemoAccountsModule,
  EncryptionModule,
  InvitationsModule,
  KeysModule,
  LimitsModule,
  MailModule,
  LogsModule,
  MembersModule,
  PrivacyModule,
  RedisModule,
  RevocationsModule,
  RosterMembersModule,
  SecondFactorModule,
  SessionsModule,
  SignInModule,
  WaysInModule,
];

@Module({})
export class AuthModule {
  static forConfig(config: AuthConfig): DynamicModule {
    return {
      module: AuthModule,
      imports: [
        PersistenceModule.forRoot({ config, service: 'auth', migrations }),
        MessagingModule.forRoot({ service: 'auth', config }),
        IdentityModule.forService('auth', config),
        ...FEATURES,
      ],
    };
  }
}
