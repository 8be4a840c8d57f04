import { SecretBox, Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { setTimeout as pause } from 'node:timers/promises';
import type { BandTokens } from '../band-client/band.types';
import { BandOAuth } from '../band-client/band-oauth';
import { isBandFailure } from '../band-client/band-failure';
import { MOST_TRIES } from '../band-client/retry-policy';
import { BandSyncConfig } from '../config';
import { ConnectionErrors } from './connection.errors';
import { Disconnection } from './disconnection';
import { ConnectionRepository } from './connection.repository';
import type { BandConnection } from './connection.schema';

/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 60_000;
/** Besides its tries at BAND, a renewal waits between them, and writes. */
const RENEWAL_PAUSES_MS = 30_000;
const LOOK_EVERY_MS = 200;

interface Secret {
  access_token: string;
  refresh_token: string | null;
}

/** An access token, and the sealed tokens that it is one of: what BAND says of it is said of those alone. */
export interface HeldToken {
  accessToken: string;
  secret: string;
}

export interface AccountFacts {
  accountName: string;
  /** Null where BAND did not say. */
  mayPost: boolean | null;
  bandName: string;
  connectedBy: string | null;
}

/** What a club's tokens are sealed for. */
export const sealPurposeOf = (clubId: string): string => `band-connection:${clubId}`;

/** The only place that has the connected account's tokens in clear; at rest they are sealed. */
@Injectable()
export class TokenStore {
  private readonly logger = new Logger(TokenStore.name);
  private readonly purpose: string;
  /** Those under way, by the sealed tokens that they renew. */
  private readonly renewals = new Map<string, Promise<HeldToken>>();

  constructor(
    private readonly config: BandSyncConfig,
    private readonly repository: ConnectionRepository,
    private readonly box: SecretBox,
    private readonly oauth: BandOAuth,
    private readonly transactions: Transactions,
    private readonly disconnection: Disconnection,
  ) {
    this.purpose = sealPurposeOf(config.CLUB_ID);
  }

  async connect(session: ClientSession, tokens: BandTokens, account: AccountFacts): Promise<void> {
    await this.repository.save(session, {
      _id: this.config.CLUB_ID,
      state: 'connected',
      secret: this.seal(tokens),
      user_key: tokens.userKey,
      account_name: account.accountName,
      may_post: account.mayPost,
      band_name: account.bandName,
      scope: tokens.scope,
      expires_at: new Date(tokens.expiresAt),
      connected_at: new Date(),
      connected_by: account.connectedBy,
    });
  }

  /**
   * A token to read BAND with, renewed when it is about to expire.
   * @throws BAND_NOT_CONNECTED; BandFailure when it has to be renewed and BAND is away or refuses (`token`: staff have
   *   been told)
   */
  async token(signal?: AbortSignal): Promise<HeldToken> {
    const connection = await this.existing();
    if (connection.expires_at.getTime() - Date.now() > RENEW_BEFORE_MS) return this.held(connection);
    return unlessAborted(signal, this.renew(connection, false));
  }

  /**
   * Another token after BAND refused this one: that of who renewed or connected meanwhile, or a new one.
   * @throws BandFailure `token` when there is no way but connecting again: staff have been told
   */
  async renewed(refused: HeldToken, signal?: AbortSignal): Promise<HeldToken> {
    const connection = await this.existing();
    const now = this.held(connection);
    if (now.accessToken !== refused.accessToken) return now;
    return unlessAborted(signal, this.renew(connection, true));
  }

  /** Notes that staff have to connect again, and tells them once; unless somebody renewed or connected meanwhile. */
  async refused({ secret }: Pick<HeldToken, 'secret'>): Promise<void> {
    const connection = await this.repository.find(this.config.CLUB_ID);
    if (connection?.secret !== secret || connection.state === 'reconnect_needed') return;
    const { _id, connected_at } = connection;
    const isNews = await this.transactions.run(async (session) => {
      if (!(await this.repository.markReconnectNeeded(session, _id, secret))) return false;
      await this.disconnection.tell(session, connected_at);
      return true;
    });
    if (!isNews) return;
    this.logger.warn({ msg: 'BAND no longer accepts the connection; an administrator has to connect it again' });
  }

  /**
   * One renewal for all who want it: BAND may take a refresh token once only. Nor does anybody who stops waiting cut it
   * off: the answer that holds the next refresh token would be lost.
   */
  private renew(connection: BandConnection, must: boolean): Promise<HeldToken> {
    const { secret } = connection;
    const renewal = this.renewals.get(secret) ?? this.askAnew(connection).finally(() => this.renewals.delete(secret));
    this.renewals.set(secret, renewal);
    return renewal.catch(async (error: unknown) => {
      // A token that still lives may well serve for this run.
      if (!must && isBandFailure(error) && connection.expires_at.getTime() > Date.now()) return this.held(connection);
      if (isBandFailure(error) && error.kind === 'token') await this.refused(connection);
      throw error;
    });
  }

  private async askAnew(connection: BandConnection): Promise<HeldToken> {
    const { refresh_token: refreshToken } = this.open(connection);
    if (!refreshToken) return this.held(connection);
    const renewed = await this.untilOurTurn(connection);
    if (renewed) return this.held(renewed);
    try {
      const tokens = await this.oauth.refresh(refreshToken);
      // BAND may keep the refresh token that we have.
      const secret = this.seal({ ...tokens, refreshToken: tokens.refreshToken ?? refreshToken });
      await this.repository.renew(connection._id, connection.secret, secret, new Date(tokens.expiresAt));
      return { accessToken: tokens.accessToken, secret };
    } catch (error) {
      await this.repository.endRenewal(connection._id, connection.secret).catch((unwritten: unknown) => {
        this.logger.warn({ msg: 'others wait in vain for tokens', reason: (unwritten as Error).message });
      });
      if (!isBandFailure(error) || error.kind !== 'token') throw error;
      // A process that was asleep for longer than its turn may be second with this refresh token.
      const now = await this.existing();
      if (now.secret !== connection.secret) return this.held(now);
      throw error;
    }
  }

  /**
   * BAND takes a refresh token once: whoever asked with it second would be refused, and take that for the end.
   * @returns the connection when another process has renewed it meanwhile
   */
  private async untilOurTurn({ _id, secret }: BandConnection): Promise<BandConnection | undefined> {
    const forMs = MOST_TRIES * this.config.BAND_TIMEOUT_MS + RENEWAL_PAUSES_MS;
    while (!(await this.repository.beginRenewal(_id, secret, forMs))) {
      const now = await this.existing();
      if (now.secret !== secret) return now;
      await pause(LOOK_EVERY_MS);
    }
    return undefined;
  }

  private async existing(): Promise<BandConnection> {
    const connection = await this.repository.find(this.config.CLUB_ID);
    if (!connection) throw ConnectionErrors.BAND_NOT_CONNECTED();
    return connection;
  }

  private held(connection: BandConnection): HeldToken {
    return { accessToken: this.open(connection).access_token, secret: connection.secret };
  }

  private seal(tokens: BandTokens): string {
    const secret: Secret = { access_token: tokens.accessToken, refresh_token: tokens.refreshToken };
    return this.box.seal(JSON.stringify(secret), this.purpose);
  }

  /** What cannot be opened (its key is gone) is as good as no connection. */
  private open(connection: BandConnection): Secret {
    try {
      return JSON.parse(this.box.open(connection.secret, this.purpose)) as Secret;
    } catch (error) {
      throw ConnectionErrors.BAND_NOT_CONNECTED(undefined, { cause: error });
    }
  }
}

/** Waits for the promise, which goes on without who stops waiting. @throws the signal's reason */
async function unlessAborted<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (!signal) return promise;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
