import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { StartupTasks } from '@dongbaejul/service-kit';
import { Logger, Module, OnModuleInit } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { AuthConfig } from '../config';
import { Passwords } from '../sign-in/passwords';
import { SignInModule } from '../sign-in/sign-in.module';
import { DEMO_ACCOUNTS, DEMO_PASSWORD, demoEmail } from './demo-accounts';

/** Accounts for every role on a developer's machine. The configuration refuses them in production. */
@Module({ imports: [AccountsModule, SignInModule] })
export class DemoAccountsModule implements OnModuleInit {
  private readonly logger = new Logger(DemoAccountsModule.name);

  constructor(
    private readonly config: AuthConfig,
    private readonly startup: StartupTasks,
    private readonly transactions: Transactions,
    private readonly repository: AccountsRepository,
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
  ) {}

  onModuleInit(): void {
    if (this.config.demoAccounts) this.startup.add('demo-accounts', () => this.createMissing());
  }

  /** Those that exist stay as they are, whatever became of them. */
  private async createMissing(): Promise<void> {
    for (const { username, displayName, role } of DEMO_ACCOUNTS) {
      const email = demoEmail(username);
      if (await this.repository.findByEmailKey(email)) continue;
      const passwordHash = await this.passwords.hash(DEMO_PASSWORD);
      const roles = [...new Set(['USER' as const, role])];
      const emailVerifiedAt = new Date();
      const account = { username, displayName, email, emailVerifiedAt, passwordHash, roles, status: 'active' } as const;
      try {
        await this.transactions.run((session) => this.accounts.create(session, account));
      } catch (error) {
        // Another replica made it, or somebody took the name: neither keeps the service from starting.
        if (!isDuplicateKey(error)) throw error;
        this.logger.debug({ msg: 'a demo account was there already', username });
      }
    }
  }
}
