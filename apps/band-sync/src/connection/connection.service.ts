import { type AuditActor, PLATFORM } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { type BandAccess, BandClient } from '../band-client/band-client';
import { BandFailure, isBandFailure } from '../band-client/band-failure';
import { BandErrors } from '../band-client/band.errors';
import { BandOAuth } from '../band-client/band-oauth';
import type { BandTokens } from '../band-client/band.types';
import { BandSyncConfig } from '../config';
import { newState, nonceOf } from './attempt-state';
import { ConnectionErrors } from './connection.errors';
import { ConnectionRepository } from './connection.repository';
import type { BandConnection } from './connection.schema';
import { BandConnectionDto, ConnectBandAnswerDto, ConnectBandDto } from './dto/connection.dto';
import { isAllowedRedirect, withParameters } from './redirect-rule';
import { AccountFacts, TokenStore } from './token-store';

const ATTEMPT_LIFE_MS = 10 * 60_000;

/** Whose BAND account the sync reads with. */
@Injectable()
export class ConnectionService {
  private readonly logger = new Logger(ConnectionService.name);

  constructor(
    private readonly config: BandSyncConfig,
    private readonly repository: ConnectionRepository,
    private readonly tokens: TokenStore,
    private readonly oauth: BandOAuth,
    private readonly band: BandClient,
    private readonly transactions: Transactions,
    private readonly trail: AuditTrail,
  ) {}

  async show(): Promise<BandConnectionDto> {
    return this.toDto(await this.repository.find(this.config.CLUB_ID));
  }

  async state(): Promise<BandConnectionDto['state']> {
    return (await this.repository.find(this.config.CLUB_ID))?.state ?? 'disconnected';
  }

  /** @throws BAND_NOT_CONNECTED, or BAND_TOKEN_REFUSED when it has to be connected again */
  async assertUsable(): Promise<void> {
    const connection = await this.repository.find(this.config.CLUB_ID);
    if (!connection) throw ConnectionErrors.BAND_NOT_CONNECTED();
    if (connection.state === 'reconnect_needed') throw BandErrors.BAND_TOKEN_REFUSED();
  }

  /** Starts or finishes connecting, by what the body holds. */
  async connect(body: ConnectBandDto, userId: string, actor: AuditActor): Promise<ConnectBandAnswerDto> {
    if (body.code !== undefined) return { connection: await this.finish(body.code, body.state, userId, actor) };
    if (body.redirect_uri === undefined) throw invalidField('redirect_uri', '필수 항목입니다.', 'is required');
    return this.start(body.redirect_uri, userId);
  }

  async disconnect(actor: AuditActor): Promise<void> {
    await this.transactions.run(async (session) => {
      const before = await this.repository.remove(session, this.config.CLUB_ID);
      if (before) await this.record(session, actor, 'band.disconnected', before, null);
    });
    this.logger.log({ msg: 'BAND was disconnected' });
  }

  /**
   * Exchanges a code, checks that its account sees our band, and keeps the tokens.
   * @param actor who connects; nobody where development connects the emulator by itself
   */
  async accept(code: string, actor: AuditActor = PLATFORM): Promise<void> {
    const tokens = await this.exchange(code);
    const access = { token: () => tokens.accessToken };
    try {
      const [profile, bands] = await Promise.all([this.band.profile(access), this.band.bands(access)]);
      const band = bands.find((one) => one.bandKey === this.config.BAND_KEY);
      if (!band) throw new BandFailure('not-a-member', '/v2.1/bands');
      const mayPost = await this.mayPost(access);
      await this.keep(tokens, actor, { accountName: profile.name, bandName: band.name, mayPost });
      this.logger.log({ msg: 'BAND is connected', account: profile.name, band: band.name });
    } catch (error) {
      throw isBandFailure(error) ? error.toAppError() : error;
    }
  }

  /** Reading goes without: an answer that BAND does not give keeps nobody from connecting. */
  private async mayPost(access: BandAccess): Promise<boolean | null> {
    try {
      return (await this.band.permissions(access, ['posting'])).includes('posting');
    } catch (error) {
      if (!isBandFailure(error)) throw error;
      this.logger.warn({ msg: 'BAND did not say whether the account may post', reason: error.message, ...error.facts });
      return null;
    }
  }

  private async keep(tokens: BandTokens, actor: AuditActor, facts: Omit<AccountFacts, 'connectedBy'>): Promise<void> {
    await this.transactions.run(async (session) => {
      const before = await this.repository.find(this.config.CLUB_ID, session);
      await this.tokens.connect(session, tokens, { ...facts, connectedBy: actor.actor_id });
      const after = await this.repository.find(this.config.CLUB_ID, session);
      await this.record(session, actor, 'band.connected', before, after);
    });
  }

  private async record(
    session: ClientSession,
    actor: AuditActor,
    action: string,
    before: BandConnection | null,
    after: BandConnection | null,
  ): Promise<void> {
    await this.trail.record(session, {
      ...actor,
      action,
      object_type: 'band_connection',
      object_id: this.config.CLUB_ID,
      before: factsOf(before),
      after: factsOf(after),
      reason: null,
    });
  }

  private async start(redirectUri: string, userId: string): Promise<ConnectBandAnswerDto> {
    if (!isAllowedRedirect(redirectUri, this.config.redirectUris)) throw ConnectionErrors.BAND_REDIRECT_NOT_ALLOWED();
    const state = newState();
    const nonce = nonceOf(state);
    const expires_at = new Date(Date.now() + ATTEMPT_LIFE_MS);
    await this.repository.openAttempt({ _id: nonce, user_id: userId, expires_at });
    return { auth_url: this.oauth.authorizeUrl(withParameters(redirectUri, { nonce }), state), state };
  }

  private async finish(
    code: string,
    state: string | undefined,
    userId: string,
    actor: AuditActor,
  ): Promise<BandConnectionDto> {
    if (state === undefined) throw invalidField('state', '필수 항목입니다.', 'is required');
    if (!(await this.repository.takeAttempt(nonceOf(state), userId, new Date()))) {
      throw ConnectionErrors.BAND_CONNECT_STATE_INVALID();
    }
    await this.accept(code, actor);
    return this.show();
  }

  private async exchange(code: string): Promise<BandTokens> {
    try {
      return await this.oauth.exchange(code);
    } catch (error) {
      if (!isBandFailure(error)) throw error;
      throw error.kind === 'token' ? ConnectionErrors.BAND_CODE_REFUSED() : error.toAppError();
    }
  }

  private toDto(connection: BandConnection | null): BandConnectionDto {
    return {
      state: connection?.state ?? 'disconnected',
      band_key: this.config.BAND_KEY,
      band_name: connection?.band_name ?? null,
      account_name: connection?.account_name ?? null,
      may_post: connection?.may_post ?? null,
      user_key: connection?.user_key ?? null,
      scope: connection?.scope ?? null,
      expires_at: connection?.expires_at.toISOString() ?? null,
      connected_at: connection?.connected_at.toISOString() ?? null,
      connected_by: connection?.connected_by ?? null,
    };
  }
}

/** Whose account it is, never its tokens. */
const factsOf = (connection: BandConnection | null): object | null =>
  connection && {
    account_name: connection.account_name,
    band_name: connection.band_name,
    state: connection.state,
    connected_by: connection.connected_by,
  };
