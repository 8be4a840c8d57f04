import { RequestSigner } from '@dongbaejul/identity';
import type { RunningService } from '@dongbaejul/service-kit';
import { connect } from 'node:net';
import { FakeAuth } from './support/fake-auth';
import { FakeUpstream } from './support/fake-upstream';
import { SECRET, startGateway } from './support/start-gateway';

/** Every way of writing a header of ours that some server somewhere folds into it. */
const FORGERIES = [
  'X-User-Id: 65f0000000000000000000ff',
  'x-user-id: 65f0000000000000000000ff',
  'X_User_Id: 65f0000000000000000000ff',
  'X.User.Id: 65f0000000000000000000ff',
  'X-USER_ROLES: SUPERADMIN',
  'X-User-Roles: SUPERADMIN\r\nX-User-Roles: ADMIN',
  'X-Session-Id: forged',
  'X-Client-Address: 6.6.6.6',
  'X-Caller-Service: band-sync',
  'X-Identity-Signature: v1.0.forged',
  'X-Forwarded-For: 6.6.6.6',
  'X_Forwarded_For: 6.6.6.6',
  'Forwarded: for=6.6.6.6',
  'Connection: X-User-Id, X-Identity-Signature',
  'Connection: keep-alive, X-User-Roles\r\nX-User-Roles: SUPERADMIN',
];

/** Of a peer that keeps the connection: nothing more is to come. */
const SILENCE_MS = 1_500;

describe('what a client writes about itself (R-1)', () => {
  const auth = new FakeAuth();
  const upstream = new FakeUpstream();
  let gateway: RunningService;
  let token: string;

  beforeAll(async () => {
    const [authUrl, coreUrl] = await Promise.all([auth.start(), upstream.start()]);
    gateway = await startGateway({ AUTH_SERVER_URL: authUrl, CORE_SERVER_URL: coreUrl, CHAT_SERVER_URL: coreUrl });
    token = auth.token();
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([auth.stop(), upstream.stop()]);
  });

  /** Sends bytes as they are; resolves with all that came back until the peer closes, or has spoken and falls silent. */
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      let answer = '';
      socket.setTimeout(20_000, () => socket.destroy());
      socket.on('data', (chunk) => {
        answer += chunk.toString();
        socket.setTimeout(SILENCE_MS);
      });
      socket.on('close', () => resolve(answer)).on('error', reject);
      socket.write(text);
    });
  const get = (path: string, ...headers: string[]): Promise<string> =>
    raw(`GET ${path} HTTP/1.1\r\nHost: club\r\n${headers.map((h) => `${h}\r\n`).join('')}Connection: close\r\n\r\n`);

  const whatTheServiceBelieves = (): ReturnType<RequestSigner['check']> => {
    const seen = upstream.seen.at(-1)!;
    const names = seen.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /^x[_.-]user/.test(name)).every((name) => !/[_.]/.test(name))).toBe(true);
    return new RequestSigner(SECRET).check({ service: 'core', method: 'GET', path: seen.url }, seen.headers);
  };

  it.each(FORGERIES)('gives a signed-in member no other identity: %s', async (header) => {
    const answer = await raw(
      `GET /api/v1/things/echo HTTP/1.1\r\nHost: club\r\nAuthorization: Bearer ${token}\r\n${header}\r\n\r\n`.replace(
        /\r\n\r\n$/,
        `${/^Connection/.test(header) ? '' : '\r\nConnection: close'}\r\n\r\n`,
      ),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    const believed = whatTheServiceBelieves();
    expect(believed?.identity).toMatchObject({ userId: '65f000000000000000000001', roles: ['USER'] });
    expect(believed).toMatchObject({ clientAddress: '127.0.0.1' });
    expect(believed?.caller).toBeUndefined();
  });

  it.each(FORGERIES)('gives nobody an identity on a public route: %s', async (header) => {
    const answer = await get('/api/v1/open/echo', header);
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    const believed = whatTheServiceBelieves();
    expect(believed?.identity).toBeUndefined();
    expect(believed).toMatchObject({ clientAddress: '127.0.0.1' });
  });

  it('refuses a request framed twice, and never passes its second half on', async () => {
    const before = upstream.seen.length;
    const answer = await raw(
      'POST /api/v1/open/echo HTTP/1.1\r\nHost: club\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n' +
        '0\r\n\r\nGET /api/v1/staff HTTP/1.1\r\nHost: club\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4/);
    expect(answer).not.toMatch(/HTTP\/1\.1 200/);
    expect(upstream.seen.length).toBe(before);
  });

  it.each([
    'GET http://evil/api/v1/staff HTTP/1.1',
    'GET //api/v1/staff HTTP/1.1',
    'GET /api/v1/open/%2e%2e/%2e%2e/staff HTTP/1.1',
    'GET /api/v1/open/../staff HTTP/1.1',
    'GET /api/v1/open/..%5c..%5cstaff HTTP/1.1',
    'GET /api/v1/%73taff HTTP/1.1',
    'GET /api%2fv1/staff HTTP/1.1',
    'GET /API/V1/staff HTTP/1.1',
    'GET /internal/revocations HTTP/1.1',
    'GET /api/v1/open/a%zz HTTP/1.1',
  ])('opens nothing to %s', async (line) => {
    const before = upstream.seen.length;
    const answer = await raw(`${line}\r\nHost: club\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|401|404)/);
    expect(answer).toContain('"status":"error"');
    expect(upstream.seen.length).toBe(before);
  });

  it('filters the headers of an upgrade too, and pipes it', async () => {
    const answer = await raw(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: club\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'X-User-Id: forged\r\nX_User_Roles: SUPERADMIN\r\nSec-WebSocket-Version: 13\r\n\r\nhello',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 101/);
    expect(answer).toContain('hello');
    const seen = upstream.seen.at(-1)!;
    expect(JSON.stringify(seen.rawHeaders)).not.toMatch(/forged|SUPERADMIN/);
    const believed = new RequestSigner(SECRET).check(
      { service: 'chat-socket', method: 'GET', path: seen.url },
      seen.headers,
    );
    expect(believed).toEqual({ clientAddress: '127.0.0.1' });
  });

  it('refuses a websocket anywhere else with 404', async () => {
    const answer = await raw(
      'GET /api/v1/things/echo HTTP/1.1\r\nHost: club\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404/);
  });

  it('answers 503 when the service closes without a word', async () => {
    const answer = await raw(
      'GET /socket.io/?hang-up HTTP/1.1\r\nHost: club\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 503/);
    expect(answer).toContain('SERVICE_UNAVAILABLE');
  });

  it('answers a request that offers another protocol as if it had not', async () => {
    const answer = await raw(
      'GET /api/v1/open/echo HTTP/1.1\r\nHost: club\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n' +
        'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
  });

  it.each([
    ['no websocket at all', 'POST /socket.io/?EIO=4 HTTP/1.1', 'nothing'],
    ['a websocket that the service refuses', 'GET /socket.io/refuse?EIO=4 HTTP/1.1', 'websocket'],
    ['a websocket that the service refuses', 'GET /socket.io/?EIO=4&refuse HTTP/1.1', 'websocket'],
  ])('opens no tunnel for %s', async (_name, line, protocol) => {
    const before = upstream.seen.length;
    await raw(
      `${line}\r\nHost: club\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n` +
        'GET /internal/secret HTTP/1.1\r\nHost: club\r\nX-User-Roles: SUPERADMIN\r\n\r\n',
    );
    expect(upstream.seen.slice(before).map((seen) => seen.url)).not.toContain('/internal/secret');
  });
});
