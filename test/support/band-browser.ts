import { createHash, randomBytes } from 'node:crypto';
import type { ApiAnswer, ApiClient } from '@dongbaejul/testing';

export interface SignedIn {
  access_token: string;
  refresh_token?: string;
  user: { id: string; status: string; band_linked: boolean; display_name: string };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Someone's browser that signs in by BAND, as apps/auth/README.md tells a client to. */
export class BandBrowser {
  private state = '';
  private nonce = '';
  private verifier: string | undefined;
  authUrl = '';

  constructor(readonly client: ApiClient) {}

  async begin(body: { redirect_uri?: string; band_code?: string } = {}, pkce = false): Promise<ApiAnswer> {
    this.verifier = pkce ? randomBytes(32).toString('base64url') : undefined;
    const answer = await this.client.post<{ auth_url: string; state: string }>('/auth/band/login', {
      redirect_uri: 'http://localhost/cb',
      ...body,
      ...(this.verifier && { code_challenge: sha256(this.verifier) }),
    });
    if (answer.status !== 200) return answer;
    ({ state: this.state, auth_url: this.authUrl } = answer.data);
    const back = new URL(this.authUrl).searchParams.get('redirect_uri') ?? '';
    this.nonce = new URL(back).searchParams.get('nonce') ?? '';
    return answer;
  }

  /** What the person does at BAND. @returns where BAND sends the browser */
  async consent(userKey: string): Promise<URL> {
    return this.atBand(`&login_as=${userKey}`);
  }

  async deny(): Promise<URL> {
    return this.atBand('&deny=1');
  }

  /** Whether this browser began the sign-in that the address belongs to. */
  owns(back: URL): boolean {
    return back.searchParams.get('nonce') === this.nonce;
  }

  /** Sends what it has, whether the address is its own or not: the server has to know. */
  finish(back: URL, more: object = {}): Promise<ApiAnswer<SignedIn>> {
    return this.client.post('/auth/band/callback', {
      code: back.searchParams.get('code') ?? 'none',
      state: this.state,
      ...(this.verifier && { code_verifier: this.verifier }),
      ...more,
    });
  }

  private async atBand(answer: string): Promise<URL> {
    const response = await fetch(this.authUrl + answer, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (!location) throw new Error(`BAND did not send back: ${response.status} ${await response.text()}`);
    return new URL(location);
  }
}
