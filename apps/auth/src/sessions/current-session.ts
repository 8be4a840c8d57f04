import type { Role } from '@dongbaejul/contracts';
import { Identity, IdentityErrors } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { SessionEndings } from './session-endings';
import { SessionsService } from './sessions.service';

/** The session that a request was made in. */
@Injectable()
export class CurrentSession {
  constructor(
    private readonly sessions: SessionsService,
    private readonly endings: SessionEndings,
    private readonly accounts: AccountsRepository,
  ) {}

  /**
   * Whose session it is. Asks the database, so it is right also in the moment before the edge knows of an end.
   * @throws SESSION_ENDED
   */
  async account(user: Identity): Promise<Account> {
    return (await this.find(user)).account;
  }

  /** The same, with the roles that count in it. @throws SESSION_ENDED */
  async find(user: Identity): Promise<{ account: Account; roles: Role[] }> {
    const [session, account] = await Promise.all([
      this.sessions.find(new Types.ObjectId(user.sessionId)),
      this.accounts.findById(user.userId),
    ]);
    const alive = session && !session.endedAt && account && account.status !== 'blocked' && account.status !== 'closed';
    if (!alive) throw IdentityErrors.SESSION_ENDED();
    return { account, roles: this.sessions.rolesOf(account, session.secondFactor ?? false) };
  }

  async end(user: Identity): Promise<void> {
    await this.endings.end(new Types.ObjectId(user.sessionId), 'logout');
  }
}
