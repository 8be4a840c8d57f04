import { Injectable } from '@nestjs/common';
import { BandSyncConfig } from '../config';
import { parse, readOrFail } from './band-answer';
import { BandFailure } from './band-failure';
import { BandHttp } from './band-http';
import { bandCalls } from './band.metrics';
import type { BandTokens } from './band.types';
import { Clock } from './clock';
import { readTokens } from './readers';
import { Retrying } from './retrying';

const TOKEN_PATH = '/oauth2/token';

/** BAND's OAuth: the page where someone agrees, and the tokens that follow. */
@Injectable()
export class BandOAuth {
  constructor(
    private readonly config: BandSyncConfig,
    private readonly http: BandHttp,
    private readonly retrying: Retrying,
    private readonly clock: Clock,
  ) {}

  authorizeUrl(redirectUri: string, state: string): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.config.BAND_CLIENT_ID,
      redirect_uri: redirectUri,
      state,
    });
    return `${this.config.BAND_AUTH_URL}/oauth2/authorize?${query.toString()}`;
  }

  /** A code is good once, so this is tried once. @throws BandFailure `token` when BAND refuses the code */
  exchange(code: string, signal?: AbortSignal): Promise<BandTokens> {
    return this.ask({ grant_type: 'authorization_code', code }, signal);
  }

  /** @throws BandFailure `token` when the refresh token is no longer good */
  refresh(refreshToken: string, signal?: AbortSignal): Promise<BandTokens> {
    return this.retrying.run(
      () => this.ask({ grant_type: 'refresh_token', refresh_token: refreshToken }, signal),
      signal,
    );
  }

  private async ask(params: Record<string, string>, signal?: AbortSignal): Promise<BandTokens> {
    const credentials = Buffer.from(`${this.config.BAND_CLIENT_ID}:${this.config.BAND_CLIENT_SECRET}`);
    const { status, body } = await this.http.send({
      endpoint: TOKEN_PATH,
      baseUrl: this.config.BAND_AUTH_URL,
      params,
      headers: { authorization: `Basic ${credentials.toString('base64')}` },
      signal,
    });
    bandCalls.inc({ endpoint: TOKEN_PATH, result: `http_${status}` });
    const reply = parse(body);
    if (reply && typeof reply.access_token === 'string') {
      return readOrFail(TOKEN_PATH, reply, (data) => readTokens(data, this.clock.now()));
    }
    // RFC 6749 section 5.2; only a refused grant says something about the person's consent.
    if (reply?.error === 'invalid_grant') throw new BandFailure('token', TOKEN_PATH, { status });
    if (typeof reply?.error === 'string') throw new BandFailure('parameters', TOKEN_PATH, { status });
    if (status === 429) throw new BandFailure('too-fast', TOKEN_PATH, { status });
    throw new BandFailure(status >= 500 ? 'other' : 'bad-reply', TOKEN_PATH, { status });
  }
}
