import type { AppError } from '@dongbaejul/contracts';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import axios, { AxiosInstance, isAxiosError } from 'axios';
import { AuthConfig } from '../config';
import { BandLoginErrors } from './band-login.errors';
import { withParameters } from './redirect-rule';
import { unescapeHtml } from './unescape-html';

/** BAND gets this long for one answer, in milliseconds. */
const DEADLINE_MS = 4_000;
const LARGEST_ANSWER = 1024 * 1024;
/** Application quota, user quota, cool-down. */
const BUSY_CODES = new Set([1001, 1002, 1003]);
/** Token not accepted, forbidden. */
const DENIED_CODES = new Set([10401, 10403]);
const SUCCESS = 1;

export interface BandGrant {
  accessToken: string;
  refreshToken: string | null;
  scope: string;
  expiresAt: Date | null;
}

export interface BandProfile {
  userKey: string;
  name: string;
  avatar: string | null;
}

type Body = Record<string, unknown>;

const calls = metrics.counter({
  name: 'band_api_calls_total',
  help: 'Calls to BAND, by endpoint and by result (an HTTP status, or what stood in its place)',
  labelNames: ['endpoint', 'result'],
});

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const record = (value: unknown): Body => (typeof value === 'object' && value !== null ? (value as Body) : {});

/** BAND's OAuth and the two calls that a sign-in needs. Addresses carry tokens: they are never logged. */
@Injectable()
export class BandClient {
  private readonly logger = new Logger(BandClient.name);
  private readonly http: AxiosInstance;

  constructor(private readonly config: AuthConfig) {
    this.http = axios.create({
      timeout: DEADLINE_MS,
      maxContentLength: LARGEST_ANSWER,
      maxRedirects: 0,
      // BAND says success in the body, whatever the status.
      validateStatus: () => true,
    });
  }

  authorizeUrl(redirectUri: string, state: string): string {
    const { authUrl, clientId } = this.config.band;
    const parameters = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state };
    return withParameters(`${authUrl}/oauth2/authorize`, parameters);
  }

  /** @throws BAND_DENIED for a code that BAND does not accept, BAND_UNAVAILABLE */
  async exchange(code: string): Promise<BandGrant> {
    const { authUrl, clientId: username, clientSecret: password } = this.config.band;
    const params = { grant_type: 'authorization_code', code };
    const { status, data } = await this.get('/oauth2/token', authUrl, params, { username, password });
    const accessToken = text(data.access_token);
    if (!accessToken)
      throw status >= 400 && status < 500 ? this.denied('/oauth2/token') : this.nonsense('/oauth2/token');
    const seconds = Number(data.expires_in);
    return {
      accessToken,
      refreshToken: text(data.refresh_token),
      scope: text(data.scope) ?? '',
      expiresAt: Number.isFinite(seconds) && seconds > 0 ? new Date(Date.now() + seconds * 1000) : null,
    };
  }

  /** @throws BAND_DENIED, BAND_BUSY, BAND_UNAVAILABLE */
  async profile(accessToken: string): Promise<BandProfile> {
    const data = await this.call('/v2/profile', accessToken);
    const userKey = text(data.user_key);
    if (!userKey || userKey.length > 200) throw this.nonsense('/v2/profile');
    const name = unescapeHtml(text(data.name) ?? '').trim();
    return { userKey, name, avatar: text(data.profile_image_url) };
  }

  /** Whether the owner of the token is in the club's band. @throws like profile */
  async isInClub(accessToken: string): Promise<boolean> {
    const { bands } = await this.call('/v2.1/bands', accessToken);
    if (!Array.isArray(bands)) throw this.nonsense('/v2.1/bands');
    return bands.some((band) => record(band).band_key === this.config.band.key);
  }

  private async call(path: string, accessToken: string): Promise<Body> {
    const { status, data } = await this.get(path, this.config.band.apiUrl, { access_token: accessToken });
    const code = data.result_code;
    if (code === SUCCESS) return record(data.result_data);
    if (status === 429 || (typeof code === 'number' && BUSY_CODES.has(code))) {
      throw this.failed(path, 'busy', BandLoginErrors.BAND_BUSY({ retry_after: 60 }));
    }
    if (typeof code === 'number' && DENIED_CODES.has(code)) throw this.denied(path);
    throw this.nonsense(path);
  }

  private async get(
    path: string,
    base: string,
    params: Record<string, string>,
    auth?: { username: string; password: string },
  ): Promise<{ status: number; data: Body }> {
    try {
      // `timeout` alone starts again with each byte; the signal does not.
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const { status, data } = await this.http.get<unknown>(base + path, { params, signal, ...(auth && { auth }) });
      calls.inc({ endpoint: path, result: String(status) });
      return { status, data: record(data) };
    } catch (error) {
      const reason = isAxiosError(error) ? (error.code ?? 'unknown') : 'unknown';
      throw this.failed(path, reason, BandLoginErrors.BAND_UNAVAILABLE({ retry_after: 5 }));
    }
  }

  private denied = (path: string): AppError => this.failed(path, 'denied', BandLoginErrors.BAND_DENIED());

  private nonsense = (path: string): AppError =>
    this.failed(path, 'nonsense', BandLoginErrors.BAND_UNAVAILABLE({ retry_after: 5 }));

  private failed(path: string, result: string, error: AppError): AppError {
    calls.inc({ endpoint: path, result });
    this.logger.warn({ msg: 'BAND did not help', endpoint: path, reason: result });
    return error;
  }
}
