import { Identity, IdentityErrors } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { SessionEndings } from './session-endings';
import { SessionRoles, SessionsService } from './sessions.service';

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
   * @param tx of a write that comes after something slow: the account may have been closed, merged or blocked meanwhile
   * @throws SESSION_ENDED
   */
  async account(user: Identity, tx?: ClientSession): Promise<Account> {
    return (await this.find(user, tx)).account;
  }

  /** The same, with its roles in it. @throws SESSION_ENDED */
  async find(user: Identity, tx?: ClientSession): Promise<{ account: Account; roles: SessionRoles }> {
    const session = await this.sessions.find(new Types.ObjectId(user.sessionId), tx);
    const account = await this.accounts.findById(user.userId, tx);
    const alive = session && !session.endedAt && account && account.status !== 'blocked' && account.status !== 'closed';
    if (!alive) throw IdentityErrors.SESSION_ENDED();
    return { account, roles: this.sessions.rolesOf(account, session.secondFactor ?? false) };
  }

  async end(user: Identity): Promise<void> {
    await this.endings.end(new Types.ObjectId(user.sessionId), 'logout');
  }
}
