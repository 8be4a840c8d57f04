import type { RunningService } from '@dongbaejul/service-kit';
import { connect } from 'node:net';
import { FakeAuth } from './support/fake-auth';
import { FakeUpstream } from './support/fake-upstream';
import { startGateway } from './support/start-gateway';

/** One retry at most, only where it can do no harm, on another address; a breaker per address. */
describe('a service with two addresses', () => {
  const auth = new FakeAuth();
  let upstreams: [FakeUpstream, FakeUpstream];
  let ports: number[];
  let gateway: RunningService;
  let headers: Record<string, string>;

  beforeAll(() => auth.start().then((url) => (authUrl = url)));
  let authUrl: string;
  beforeEach(async () => {
    upstreams = [new FakeUpstream(), new FakeUpstream()];
    const urls = await Promise.all(upstreams.map((upstream) => upstream.start()));
    ports = upstreams.map((upstream) => upstream.port);
    gateway = await startGateway({
      AUTH_SERVER_URL: authUrl,
      CORE_SERVER_URL: urls.join(','),
      CHAT_SERVER_URL: urls.join(','),
    });
    headers = { authorization: `Bearer ${auth.token()}` };
  });
  afterEach(async () => {
    await gateway.stop();
    await Promise.all(upstreams.map((upstream) => upstream.stop()));
  });
  afterAll(() => auth.stop());

  const asked = (path: string): number =>
    upstreams.reduce((sum, upstream) => sum + upstream.seen.filter((seen) => seen.url.endsWith(path)).length, 0);
  const post = (path: string, body: string): Promise<Response> =>
    fetch(`${gateway.url}/api/v1${path}`, { method: 'POST', headers, body });
  const get = (path: string): Promise<Response> => fetch(`${gateway.url}/api/v1${path}`, { headers });

  it('takes turns', async () => {
    for (let i = 0; i < 10; i += 1) expect((await get('/things/echo')).status).toBe(200);
    // Not five each: one that says late on a busy machine that it is ready is passed over meanwhile.
    for (const upstream of upstreams) expect(upstream.seen.length).toBeGreaterThan(0);
    expect(asked('/echo')).toBe(10);
  });

  it('sends what never left to the other, bodies and all', async () => {
    await upstreams[0].stop();
    for (let i = 0; i < 8; i += 1) {
      const answer = await post('/things/echo', 'x'.repeat(1_000));
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ length: 1_000 });
    }
    expect(upstreams[1].seen.length).toBe(8);
    upstreams[0] = new FakeUpstream();
    await upstreams[0].start(ports[0]);
  });

  it('asks a second time for a GET whose connection breaks, once', async () => {
    expect((await get('/things/drop')).status).toBe(503);
    expect(asked('/drop')).toBe(2);
  });

  it('never sends a POST twice that may have arrived', async () => {
    expect((await post('/things/drop', 'once')).status).toBe(503);
    expect(asked('/drop')).toBe(1);
  });

  it('opens a socket at the other when one says "not now", and passes that on when both do', async () => {
    const upgrade = (): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
        socket.on('data', (chunk) => {
          resolve(chunk.toString());
          socket.destroy();
        });
        socket.write(
          'GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: club\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        );
      });
    upstreams[0].refusesUpgrades = true;
    for (let i = 0; i < 4; i += 1) expect(await upgrade()).toMatch(/^HTTP\/1\.1 101/);
    upstreams[1].refusesUpgrades = true;
    expect(await upgrade()).toMatch(/^HTTP\/1\.1 503/);
  });

  it('never asks again after the deadline', async () => {
    expect((await get('/brief/hang')).status).toBe(504);
    expect(asked('/hang')).toBe(1);
  });

  it('leaves out an address that says it is not ready, and uses it when it is the only one', async () => {
    upstreams[0].ready = false;
    const until = Date.now() + 25_000;
    let before = -1;
    while (before !== upstreams[0].seen.length && Date.now() < until) {
      before = upstreams[0].seen.length;
      for (let i = 0; i < 4; i += 1) await get('/things/echo');
    }
    expect(upstreams[0].seen.length).toBe(before);
    await upstreams[1].stop();
    expect((await get('/things/echo')).status).toBe(200);
    upstreams[1] = new FakeUpstream();
    await upstreams[1].start(ports[1]);
  });
});

describe('the breaker of a service with one address', () => {
  const auth = new FakeAuth();
  let upstream: FakeUpstream;
  let port: number;
  let gateway: RunningService;
  let headers: Record<string, string>;

  beforeAll(async () => {
    upstream = new FakeUpstream();
    const [authUrl, coreUrl] = await Promise.all([auth.start(), upstream.start()]);
    port = upstream.port;
    gateway = await startGateway({ AUTH_SERVER_URL: authUrl, CORE_SERVER_URL: coreUrl, RATE_LIMIT_GENERAL: '1000000' });
    headers = { authorization: `Bearer ${auth.token()}` };
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([auth.stop(), upstream.stop()]);
  });

  const status = async (body?: string): Promise<number> =>
    (await fetch(`${gateway.url}/api/v1/things/echo`, { method: body ? 'POST' : 'GET', headers, body })).status;
  const untilOk = async (): Promise<void> => {
    const end = Date.now() + 25_000;
    while ((await status()) !== 200) if (Date.now() > end) throw new Error('not back within 25 s');
  };

  it('closes when the service is back, whatever was refused or abandoned while it was away', async () => {
    await upstream.stop();
    for (let i = 0; i < 8; i += 1) expect(await status()).toBe(503);
    const end = Date.now() + 2_500;
    // Requests that are refused before they are sent, and clients that leave, at every moment of the pause.
    while (Date.now() < end) {
      expect(await status('x'.repeat(300 * 1024))).toBe(413);
      await fetch(`${gateway.url}/api/v1/things/echo`, { headers, signal: AbortSignal.timeout(1) }).catch(
        () => undefined,
      );
    }
    upstream = new FakeUpstream();
    await upstream.start(port);
    await untilOk();
  });

  it('does not open because of clients that never send what they announced', async () => {
    // What was under way in the outage may still come to its end.
    for (let calm = 0; calm < 20;) calm = (await status()) === 200 ? calm + 1 : 0;
    const { port: gatewayPort } = new URL(gateway.url);
    const slow = Array.from(
      { length: 8 },
      () =>
        new Promise<string>((resolve) => {
          const socket = connect(Number(gatewayPort), '127.0.0.1');
          let text = '';
          socket.on('data', (chunk) => {
            text += chunk.toString();
            socket.destroy();
          });
          socket.on('close', () => resolve(text));
          socket.write(
            `POST /api/v1/brief/echo HTTP/1.1\r\nHost: club\r\nAuthorization: ${headers.authorization}\r\n` +
              'Content-Length: 100\r\n\r\nhello',
          );
        }),
    );
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408/);
    for (let i = 0; i < 5; i += 1) expect(await status()).toBe(200);
  });
});
