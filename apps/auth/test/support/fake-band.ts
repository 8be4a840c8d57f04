import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const FAKE_BAND_KEY = 'our-band';

export interface FakePerson {
  user_key: string;
  name: string;
  profile_image_url: string | null;
  /** Whether they are in the club's band. */
  member: boolean;
}

/** BAND as a sign-in sees it, told by the test how to behave. Tokens are made of the person's key. */
export class FakeBand {
  readonly people = new Map<string, FakePerson>();
  /** Answers instead of the API. */
  apiAnswer: { status: number; body: unknown } | undefined;
  /** Lets every request hang. */
  silent = false;
  readonly codes = new Set<string>();
  /** The API's answers wait for it, where there is one. */
  private held: { arrived: () => void; released: Promise<void> } | undefined;
  private consents = 0;
  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response));
  }

  static async start(): Promise<FakeBand> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeBand(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get env(): Record<string, string> {
    return {
      BAND_AUTH_URL: this.url,
      BAND_API_URL: this.url,
      BAND_CLIENT_ID: 'client',
      BAND_CLIENT_SECRET: 'client-secret',
      BAND_KEY: FAKE_BAND_KEY,
    };
  }

  /** A code as it would come with the redirect; good once. */
  consent(person: FakePerson): string {
    this.people.set(person.user_key, person);
    const code = `${person.user_key}~${(this.consents += 1)}`;
    this.codes.add(code);
    return code;
  }

  /** Lets every later request of the API wait. @returns when the first has come, and how to let them go on */
  hold(): { arrived: Promise<void>; release: () => void } {
    let [come, letGo] = [(): void => undefined, (): void => undefined];
    const arrived = new Promise<void>((resolve) => (come = resolve));
    const released = new Promise<void>((resolve) => (letGo = resolve));
    this.held = { arrived: come, released };
    const release = (): void => {
      this.held = undefined;
      letGo();
    };
    return { arrived, release };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.silent) return;
    const url = new URL(request.url ?? '', this.url);
    if (this.held && url.pathname !== '/oauth2/token') {
      this.held.arrived();
      await this.held.released;
    }
    const { status, body } = url.pathname === '/oauth2/token' ? this.token(request, url) : this.api(url);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private token(request: IncomingMessage, url: URL): { status: number; body: unknown } {
    const basic = `Basic ${Buffer.from('client:client-secret').toString('base64')}`;
    const code = url.searchParams.get('code') ?? '';
    if (request.headers.authorization !== basic) return { status: 401, body: { error: 'invalid_client' } };
    if (!this.codes.delete(code)) return { status: 400, body: { error: 'invalid_grant' } };
    const [key] = code.split('~');
    const body = { access_token: `secret-access-${key}`, refresh_token: `secret-refresh-${key}`, expires_in: 1_000 };
    return { status: 200, body: { ...body, token_type: 'bearer', scope: 'READ_POST', user_key: key } };
  }

  private api(url: URL): { status: number; body: unknown } {
    if (this.apiAnswer) return this.apiAnswer;
    const person = this.people.get((url.searchParams.get('access_token') ?? '').replace('secret-access-', ''));
    if (!person) return { status: 200, body: { result_code: 10401, result_data: {} } };
    const { member, ...profile } = person;
    const bands = member ? [{ band_key: 'another' }, { band_key: FAKE_BAND_KEY }] : [{ band_key: 'another' }];
    return { status: 200, body: { result_code: 1, result_data: url.pathname === '/v2/profile' ? profile : { bands } } };
  }
}
