import { registry, type RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import Redis from 'ioredis';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FakeAuth } from './support/fake-auth';
import { BIG_BYTES, FakeUpstream } from './support/fake-upstream';
import { untilLimitsAreShared } from './support/shared-limits';
import { startGateway } from './support/start-gateway';

describe('clients that leave, or take nothing in', () => {
  const auth = new FakeAuth();
  const upstream = new FakeUpstream();
  let gateway: RunningService;
  let authorization: string;
  let authUrl: string;
  const prefix = `leave${process.pid}`;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    const coreUrl = await upstream.start();
    authUrl = await auth.start();
    gateway = await startGateway({
      AUTH_SERVER_URL: authUrl,
      CORE_SERVER_URL: coreUrl,
      REDIS_KEY_PREFIX: prefix,
      PROXY_IDLE_TIMEOUT_MS: '1500',
      RATE_LIMIT_GENERAL: '100000',
    });
    authorization = `Bearer ${auth.token()}`;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await gateway.stop();
    await Promise.all([auth.stop(), upstream.stop()]);
  });

  const open = (): Socket => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
  const get = (path: string, more = ''): string =>
    `GET /api/v1/${path} HTTP/1.1\r\nHost: club\r\nAuthorization: ${authorization}\r\n${more}\r\n`;
  const inFlight = async (): Promise<number> => {
    const text = await registry.getSingleMetricAsString('http_requests_in_flight');
    return Number(/^http_requests_in_flight(?:{[^}]*})? (\d+)$/m.exec(text)?.[1]);
  };
  const failures = async (): Promise<string> => registry.getSingleMetricAsString('upstream_failures_total');
  const arrived = (what: string): number => upstream.seen.filter(({ url }) => url.includes(what)).length;

  it('sends pipelined requests on one after another, and none of a client that has left', async () => {
    const before = await failures();
    const clients = Array.from({ length: 20 }, open);
    for (const client of clients) client.write(get('open/hang?piped').repeat(30));
    await until(() => arrived('hang?piped') === clients.length, 'one request of each has arrived');
    expect(upstream.connections).toBeLessThan(clients.length + 10);
    for (const client of clients) client.resetAndDestroy();
    await until(async () => (await inFlight()) === 0, 'nothing is in flight');
    expect(arrived('hang?piped')).toBe(clients.length);
    expect(await failures()).toBe(before);
    expect((await fetch(`${gateway.url}/api/v1/things/echo`, { headers: { authorization } })).status).toBe(200);
  });

  it('answers pipelined requests in order', async () => {
    const client = open();
    let text = '';
    client.on('data', (chunk) => (text += chunk.toString()));
    client.write(get('things/unavailable') + get('things/echo') + get('things/nonsense') + get('things/echo'));
    await until(() => text.match(/HTTP\/1\.1 \d+/g)?.length === 4, 'all four answers');
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 200', 'HTTP/1.1 502', 'HTTP/1.1 200']);
  });

  it('sends nothing on for a client that left while its token was looked at', async () => {
    await untilLimitsAreShared([gateway], auth, prefix);
    const before = arrived('echo?left');
    // The limit's first place of a member comes from Redis, which is waited for up to a second.
    const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
    const client = open();
    await once(client, 'connect');
    await redis.call('CLIENT', 'PAUSE', '900', 'WRITE');
    const other = auth.token(['USER'], { claims: { sub: randomBytes(12).toString('hex') } });
    client.write(get('things/echo?left').replace(authorization, `Bearer ${other}`));
    await until(async () => (await inFlight()) === 1, 'it is waiting');
    client.resetAndDestroy();
    await until(async () => (await inFlight()) === 0, 'it has left');
    await redis.call('CLIENT', 'UNPAUSE');
    redis.disconnect();
    await fetch(`${gateway.url}/api/v1/things/echo`, { headers: { authorization } });
    expect(arrived('echo?left')).toBe(before);
  });

  it('cuts a client that takes nothing in', async () => {
    const held = upstream.connections;
    const client = open();
    client.write(get('things/big?unread'));
    await until(() => arrived('big?unread') === 1, 'the request has arrived');
    await until(async () => (await inFlight()) === 0, 'the client was cut');
    await until(() => upstream.connections <= held, 'the connection was let go');
  });

  it('answers who offers h2c in full, and keeps the connection', async () => {
    const client = open();
    let length = 0;
    client.on('data', (chunk: Buffer) => (length += chunk.length));
    client.write(
      get('things/big', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n'),
    );
    await until(() => length > BIG_BYTES, 'the whole answer');
    const whole = length;
    client.write(get('things/echo'));
    await until(() => length > whole, 'a second answer');
  });

  it('stops although somebody is connected and says nothing', async () => {
    const stopping = await startGateway({ AUTH_SERVER_URL: authUrl, CORE_SERVER_URL: 'http://127.0.0.1:9' });
    const silent = connect(Number(new URL(stopping.url).port), '127.0.0.1');
    await once(silent, 'connect');
    await stopping.stop();
    await until(() => silent.destroyed || silent.readableEnded, 'the silent connection is closed');
  });

  it('takes the body of a request that offers h2c', async () => {
    const client = open();
    let text = '';
    client.on('data', (chunk: Buffer) => (text += chunk.toString()));
    client.write(
      get('things/echo', 'Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 5\r\n').replace('GET', 'POST') +
        'hello',
    );
    await until(() => text.includes('"length":5'), 'the body arrived');
  });
});
