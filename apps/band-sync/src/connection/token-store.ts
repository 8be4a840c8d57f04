import { SecretBox, Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { BandTokens } from '../band-client/band.types';
import { BandOAuth } from '../band-client/band-oauth';
import { isBandFailure } from '../band-client/band-failure';
import { BandSyncConfig } from '../config';
import { ConnectionErrors } from './connection.errors';
import { Disconnection } from './disconnection';
import { ConnectionRepository } from './connection.repository';
import type { BandConnection } from './connection.schema';

/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 60_000;

interface Secret {
  access_token: string;
  refresh_token: string | null;
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
   * @throws BAND_NOT_CONNECTED; BandFailure when it has to be renewed and BAND refuses or is away
   */
  async token(signal?: AbortSignal): Promise<string> {
    const connection = await this.existing();
    const secret = this.open(connection);
    if (connection.expires_at.getTime() - Date.now() > RENEW_BEFORE_MS) return secret.access_token;
    return this.renew(connection, secret, signal);
  }

  /**
   * A new token after BAND refused the present one.
   * @throws BandFailure `token` when there is no way but connecting again; say so with `refused`
   */
  async renewed(signal?: AbortSignal): Promise<string> {
    const connection = await this.existing();
    return this.renew(connection, this.open(connection), signal, true);
  }

  /** Notes that staff have to connect again, and tells them once. */
  async refused(): Promise<void> {
    const connection = await this.repository.find(this.config.CLUB_ID);
    if (!connection || connection.state === 'reconnect_needed') return;
    const { _id, secret, connected_at } = connection;
    const isNews = await this.transactions.run(async (session) => {
      if (!(await this.repository.markReconnectNeeded(session, _id, secret))) return false;
      await this.disconnection.tell(session, connected_at);
      return true;
    });
    if (!isNews) return;
    this.logger.warn({ msg: 'BAND no longer accepts the connection; an administrator has to connect it again' });
  }

  private async renew(connection: BandConnection, secret: Secret, signal?: AbortSignal, must = false): Promise<string> {
    if (!secret.refresh_token) return secret.access_token;
    try {
      const tokens = await this.oauth.refresh(secret.refresh_token, signal);
      // BAND may keep the refresh token that we have.
      const kept = { ...tokens, refreshToken: tokens.refreshToken ?? secret.refresh_token };
      await this.repository.renew(connection._id, connection.secret, this.seal(kept), new Date(tokens.expiresAt));
      return tokens.accessToken;
    } catch (error) {
      // A token that still lives may well serve for this run.
      if (!must && isBandFailure(error) && connection.expires_at.getTime() > Date.now()) return secret.access_token;
      throw error;
    }
  }

  private async existing(): Promise<BandConnection> {
    const connection = await this.repository.find(this.config.CLUB_ID);
    if (!connection) throw ConnectionErrors.BAND_NOT_CONNECTED();
    return connection;
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
