import { Injectable } from '@nestjs/common';
import { Club } from '../club/club';
import { EmulatorConfig } from '../config';
import { Settings } from '../control/settings';
import { Codes } from './codes';
import { consentPage } from './consent-page';
import { OAuthError } from './oauth.errors';
import { type TokenHolder, Tokens } from './tokens';

export type AuthorizeAnswer = { redirect: string } | { html: string };

export interface TokenAnswer {
  access_token: string;
  token_type: 'bearer';
  refresh_token: string;
  expires_in: number;
  scope: string;
  user_key: string;
}

type Query = Record<string, unknown>;

const SCOPE = 'READ_PHOTO READ_MY_PROFILE READ_BAND_AND_USERS_LIST READ_POST CREATE_POST READ_COMMENT READ_ALBUM';
const REFRESH_SECONDS = 10 * 365 * 86_400;

@Injectable()
export class OAuthService {
  private readonly codes = new Codes();

  constructor(
    private readonly config: EmulatorConfig,
    private readonly club: Club,
    private readonly tokens: Tokens,
    private readonly settings: Settings,
  ) {}

  authorize(query: Query): AuthorizeAnswer {
    const redirectUri = this.redirectUri(query);
    if (text(query, 'client_id') !== this.config.BAND_CLIENT_ID)
      throw new OAuthError('invalid_client', 'Unknown client_id');
    const state = this.settings.stateEcho ? text(query, 'state') : undefined;
    const answer = (params: Record<string, string>): AuthorizeAnswer => ({
      redirect: withParams(redirectUri, state === undefined ? params : { ...params, state }),
    });
    if (text(query, 'response_type') !== 'code') return answer({ error: 'unsupported_response_type' });
    if (text(query, 'deny')) return answer({ error: 'access_denied' });
    const loginAs = text(query, 'login_as');
    if (loginAs === undefined) return { html: this.page(query) };
    if (!this.club.members.anyone(loginAs))
      throw new OAuthError('invalid_request', 'login_as is nobody; GET /emulator/members lists the user keys');
    return answer({ code: this.codes.issue({ userKey: loginAs, clientId: this.config.BAND_CLIENT_ID }) });
  }

  /** @param authorization the Authorization header: Basic with the client's id and secret */
  token(query: Query, authorization: string | undefined): TokenAnswer {
    const clientId = this.authenticateClient(authorization);
    const grant = text(query, 'grant_type');
    if (grant === 'authorization_code') {
      const holder = this.codes.redeem(text(query, 'code') ?? '', clientId);
      if (!holder) throw new OAuthError('invalid_grant', 'The code is unknown, used or expired');
      return this.issue(holder);
    }
    if (grant === 'refresh_token') {
      const holder = this.tokens.verify('refresh', text(query, 'refresh_token') ?? '');
      if (holder?.clientId !== clientId)
        throw new OAuthError('invalid_grant', 'The refresh token is unknown or expired');
      return this.issue(holder);
    }
    throw new OAuthError('unsupported_grant_type', 'grant_type is authorization_code or refresh_token');
  }

  private issue({ userKey, clientId }: TokenHolder): TokenAnswer {
    const expiresIn = this.settings.tokenSeconds ?? this.config.EMULATOR_TOKEN_SECONDS;
    return {
      access_token: this.tokens.issue('access', { userKey, clientId }, expiresIn),
      token_type: 'bearer',
      refresh_token: this.tokens.issue('refresh', { userKey, clientId }, REFRESH_SECONDS),
      expires_in: expiresIn,
      scope: SCOPE,
      user_key: userKey,
    };
  }

  private page(query: Query): string {
    const request: Record<string, string> = {};
    for (const name of ['client_id', 'response_type', 'redirect_uri', 'state']) {
      const value = text(query, name);
      if (value !== undefined) request[name] = value;
    }
    const { members, name: bandName } = this.club;
    return consentPage({
      bandName,
      clientId: this.config.BAND_CLIENT_ID,
      request,
      members: members.list(),
      outsiders: members.listOutsiders(),
    });
  }

  private redirectUri(query: Query): string {
    const uri = text(query, 'redirect_uri') ?? '';
    // A fragment would swallow the code; a script address would run in the page that follows.
    if (!URL.canParse(uri) || uri.includes('#') || /^(javascript|data|vbscript):/i.test(uri)) {
      throw new OAuthError('invalid_request', 'redirect_uri is missing or not an absolute address');
    }
    return uri;
  }

  private authenticateClient(authorization: string | undefined): string {
    const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const expected = `${this.config.BAND_CLIENT_ID}:${this.config.BAND_CLIENT_SECRET}`;
    if (Buffer.from(encoded, 'base64').toString() !== expected) {
      throw new OAuthError('invalid_client', 'Basic client credentials are missing or wrong', 401);
    }
    return this.config.BAND_CLIENT_ID;
  }
}

function text(query: Query, name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Adds parameters and keeps the address's own query (a nonce, say) exactly as it was. */
function withParams(uri: string, params: Record<string, string>): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(params).toString()}`;
}
