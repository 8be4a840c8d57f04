import type { Role } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsRepository } from '../accounts/accounts.repository';
import { rolesInForce } from '../accounts/profile';
import { AuthConfig } from '../config';
import { AccessTokens } from '../keys/access-tokens';
import { RevocationsService } from '../revocations/revocations.service';
import { digestOf, newRefreshToken, REFRESH_LIFETIME_MS } from './refresh-token';
import { SessionEndings } from './session-endings';
import type { RefreshTokenRow, Session, SignInMethod } from './session.schema';
import { SessionsRepository } from './sessions.repository';

export interface Device {
  address: string;
  /** The client's user agent, for the list of sessions. */
  name: string;
}

/** How someone has proved who they are, and where. */
export interface Opening {
  method: SignInMethod;
  device: Device;
  /** Remembered as an address that this account signs in from. */
  addressDigest?: string | undefined;
  secondFactor?: boolean;
  /** Throws when what was proved before the transaction does not hold in it: a password that was changed meanwhile. */
  stillProved?: ((account: Account) => void) | undefined;
}

export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds. */
  expiresIn: number;
  account: Account;
  roles: SessionRoles;
}

/** An account's roles in one session. */
export interface SessionRoles {
  inForce: Role[];
  /** Of no force, as the session showed no second factor. */
  withheld: Role[];
}

/** What a transaction that issues tokens has to bring out of it. */
export interface Grant {
  account: Account;
  secondFactor: boolean;
  sessionId: Types.ObjectId;
  refreshToken: string;
  issuedAt: number;
}

/** Sessions from sign-in to their end. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly revocations: RevocationsService,
    private readonly endings: SessionEndings,
    private readonly sessions: SessionsRepository,
    private readonly accounts: AccountsRepository,
    private readonly tokens: AccessTokens,
    private readonly config: AuthConfig,
  ) {}

  /**
   * Opens a session for someone who has proved who they are. Of too many, the one used the longest ago ends.
   * @throws ACCOUNT_BLOCKED, ACCOUNT_CLOSED, and what `stillProved` throws
   */
  async open(accountId: Types.ObjectId, opening: Opening): Promise<IssuedTokens> {
    const { method, device, addressDigest, secondFactor = false } = opening;
    const grant = await this.revocations.run(async (tx, revoke): Promise<Grant> => {
      const now = Date.now();
      const { account, issuedAt } = await this.admit(tx, accountId, now);
      opening.stillProved?.(account);
      if (addressDigest) await this.accounts.rememberAddress(tx, accountId, addressDigest);
      await this.endings.endBeyond(tx, revoke, accountId);
      const sessionId = new Types.ObjectId();
      const refreshToken = newRefreshToken();
      const times = this.timesOf(issuedAt);
      const where = { address: device.address, device: device.name };
      const opened = { accountId, method, secondFactor, ...where, createdAt: new Date(now), ...times };
      await this.sessions.insert(tx, { _id: sessionId, ...opened, endedAt: null, endReason: null });
      await this.sessions.insertToken(tx, this.tokenRow(refreshToken, sessionId, now));
      return { account, secondFactor, sessionId, refreshToken, issuedAt };
    }, `account:${accountId.toHexString()}`);
    return this.issue(grant);
  }

  find(sessionId: Types.ObjectId, tx?: ClientSession): Promise<Session | null> {
    return this.sessions.find(sessionId, tx);
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

  issue({ account, secondFactor, sessionId, refreshToken, issuedAt }: Grant): IssuedTokens {
    const roles = this.rolesOf(account, secondFactor);
    const subject = {
      accountId: account._id.toHexString(),
      username: account.username,
      roles: roles.inForce,
      withheldRoles: roles.withheld,
      sessionId: sessionId.toHexString(),
    };
    const accessToken = this.tokens.sign(subject, issuedAt);
    return { accessToken, refreshToken, expiresIn: this.tokens.lifetimeSeconds, account, roles };
  }

  /** Roles that require a second factor count only in a session that showed one. */
  rolesOf(account: Account, secondFactor: boolean): SessionRoles {
    const required = secondFactor ? [] : this.config.rolesWithSecondFactor;
    const isWithheld = (role: Role): boolean => required.includes(role);
    const held = rolesInForce(account);
    return { inForce: held.filter((role) => !isWithheld(role)), withheld: held.filter(isWithheld) };
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
