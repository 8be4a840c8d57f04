import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsRepository } from '../accounts/accounts.repository';
import { rolesInForce } from '../accounts/profile';
import { AccessTokens } from '../keys/access-tokens';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import { digestOf, newRefreshToken, REFRESH_LIFETIME_MS } from './refresh-token';
import { EndReason, RefreshTokenRow, Session, SignInMethod } from './session.schema';
import { SessionsRepository } from './sessions.repository';

export interface Device {
  address: string;
  /** The client's user agent, for the list of sessions. */
  name: string;
}

export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds. */
  expiresIn: number;
  account: Account;
}

/** What a transaction that issues tokens has to bring out of it. */
export interface Grant {
  account: Account;
  sessionId: Types.ObjectId;
  refreshToken: string;
  issuedAt: number;
}

/** Sessions from sign-in to their end. */
@Injectable()
export class SessionsService {
  private readonly logger = new Logger(SessionsService.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsRepository,
    private readonly accounts: AccountsRepository,
    private readonly tokens: AccessTokens,
    private readonly revocations: RevocationsService,
  ) {}

  /**
   * Opens a session for someone who has proved who they are.
   * @param addressDigest remembered as an address that this account signs in from
   * @throws ACCOUNT_BLOCKED, ACCOUNT_CLOSED
   */
  async open(
    accountId: Types.ObjectId,
    method: SignInMethod,
    device: Device,
    addressDigest?: string,
  ): Promise<IssuedTokens> {
    const grant = await this.transactions.run(
      async (tx): Promise<Grant> => {
        const now = Date.now();
        const { account, issuedAt } = await this.admit(tx, accountId, now);
        if (addressDigest) await this.accounts.rememberAddress(tx, accountId, addressDigest);
        const sessionId = new Types.ObjectId();
        const refreshToken = newRefreshToken();
        const times = this.timesOf(issuedAt);
        const opened = { accountId, method, address: device.address, device: device.name, createdAt: new Date(now) };
        await this.sessions.insert(tx, { _id: sessionId, ...opened, ...times, endedAt: null, endReason: null });
        await this.sessions.insertToken(tx, this.tokenRow(refreshToken, sessionId, now));
        return { account, sessionId, refreshToken, issuedAt };
      },
      { aggregate: `account:${accountId.toHexString()}` },
    );
    return this.issue(grant);
  }

  /** Ends a session and its family of refresh tokens; the edge knows within a second. Safe to repeat. */
  async end(sessionId: Types.ObjectId, reason: EndReason): Promise<void> {
    const before = await this.sessions.find(sessionId);
    const change = async (tx: ClientSession, revoke: Revoke): Promise<boolean> => {
      const session = await this.sessions.end(tx, sessionId, reason, Date.now());
      if (!session) return false;
      const expiresAt = Math.max(session.accessUntil.getTime(), Date.now() + this.tokens.lifetimeSeconds * 1000);
      await revoke({ kind: 'session', id: sessionId.toHexString(), expires_at: expiresAt });
      return true;
    };
    const isOpen = before !== null && before.endedAt === null;
    const ended = isOpen
      ? await this.revocations.run(change)
      : await this.revocations.run(change, `session:${sessionId.toHexString()}`);
    if (ended) this.logger.log({ msg: 'a session ended', session_id: sessionId.toHexString(), reason });
  }

  find(sessionId: Types.ObjectId): Promise<Session | null> {
    return this.sessions.find(sessionId);
  }

  /**
   * The account as it stands in this transaction, and the time that its token will carry.
   * @throws ACCOUNT_BLOCKED, ACCOUNT_CLOSED
   */
  async admit(
    tx: ClientSession,
    accountId: Types.ObjectId,
    now: number,
  ): Promise<{ account: Account; issuedAt: number }> {
    const account = await this.accounts.takeForToken(tx, accountId, now);
    if (!account || account.status === 'closed') throw AccountErrors.ACCOUNT_CLOSED();
    if (account.status === 'blocked') throw AccountErrors.ACCOUNT_BLOCKED();
    return { account, issuedAt: Math.max(now, account.tokensFrom) };
  }

  issue({ account, sessionId, refreshToken, issuedAt }: Grant): IssuedTokens {
    const subject = {
      accountId: account._id.toHexString(),
      username: account.username,
      roles: rolesInForce(account),
      sessionId: sessionId.toHexString(),
    };
    const accessToken = this.tokens.sign(subject, issuedAt);
    return { accessToken, refreshToken, expiresIn: this.tokens.lifetimeSeconds, account };
  }

  timesOf(issuedAt: number): Pick<Session, 'lastUsedAt' | 'accessUntil' | 'expiresAt'> {
    return {
      lastUsedAt: new Date(issuedAt),
      accessUntil: new Date(issuedAt + this.tokens.lifetimeSeconds * 1000),
      expiresAt: new Date(issuedAt + REFRESH_LIFETIME_MS),
    };
  }

  tokenRow(token: string, sessionId: Types.ObjectId, now: number): RefreshTokenRow {
    const expiresAt = new Date(now + REFRESH_LIFETIME_MS);
    return { _id: digestOf(token), sessionId, usedAt: null, successor: null, expiresAt };
  }
}
