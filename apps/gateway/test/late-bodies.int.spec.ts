import { revocationChannel } from '@dongbaejul/identity';
import type { RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import Redis from 'ioredis';
import { randomUUID } from 'node:crypto';
import { connect, Socket } from 'node:net';
import { FakeAuth } from './support/fake-auth';
import { FakeUpstream } from './support/fake-upstream';
import { startGateway } from './support/start-gateway';

/** R-5 for requests that take their time: the guard saw the headers, and the session ended before the rest came. */
describe('a request that is still arriving when its session ends', () => {
  const auth = new FakeAuth();
  const upstream = new FakeUpstream();
  const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
  const prefix = `late${process.pid}`;
  const sockets: Socket[] = [];
  let gateway: RunningService;

  beforeAll(async () => {
    const [authUrl, coreUrl] = await Promise.all([auth.start(), upstream.start()]);
    gateway = await startGateway({ AUTH_SERVER_URL: authUrl, CORE_SERVER_URL: coreUrl, REDIS_KEY_PREFIX: prefix });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await gateway.stop();
    redis.disconnect();
    await Promise.all([auth.stop(), upstream.stop()]);
  });

  const session = (): { sid: string; token: string } => {
    const sid = randomUUID();
    return { sid, token: auth.token(['USER'], { claims: { sid } }) };
  };
  /** Until the gateway knows. */
  const end = async ({ sid, token }: { sid: string; token: string }): Promise<void> => {
    const entry = {
      revision: auth.entries.length + 1,
      kind: 'session' as const,
      id: sid,
      expires_at: Date.now() + 60_000,
    };
    auth.entries.push(entry);
    await redis.publish(revocationChannel(prefix), JSON.stringify({ type: 'revoked', entry }));
    await until(async () => {
      const { status } = await fetch(`${gateway.url}/api/v1/things/echo`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return status === 401;
    }, 'the session has ended');
  };
  const open = (): { socket: Socket; heard: () => string } => {
    let text = '';
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1').on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    sockets.push(socket);
    return { socket, heard: () => text };
  };
  const head = (method: string, path: string, token: string, more = ''): string =>
    `${method} /api/v1/things/${path} HTTP/1.1\r\nHost: club\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`;

  it.each([
    ['with a length', 'Content-Length: 10\r\n', 'aaaa', 'bbbbbb'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n', '4\r\naaaa\r\n', '6\r\nbbbbbb\r\n0\r\n\r\n'],
  ])('is refused, and its end never reaches a service: %s', async (what, header, first, rest) => {
    const mine = session();
    const path = `late-${what.replaceAll(' ', '-')}`;
    const { socket, heard } = open();
    socket.write(head('POST', path, mine.token, header) + first);
    await until(() => upstream.seen.some(({ url }) => url.endsWith(path)), 'the service has seen its beginning');
    await end(mine);
    socket.write(rest);
    await until(() => heard().includes('\r\n\r\n'), 'an answer');
    expect(heard()).toMatch(/^HTTP\/1\.1 401 /);
    expect(heard()).toContain('SESSION_ENDED');
    await until(() => upstream.aborted.some((url) => url.endsWith(path)), 'the service has been left');
  });

  it('is not sent on when it waited behind another on its connection', async () => {
    const mine = session();
    const { socket, heard } = open();
    socket.write(head('GET', 'hang', mine.token) + head('GET', 'behind', mine.token));
    await until(() => upstream.seen.some(({ url }) => url.endsWith('hang')), 'the first has arrived');
    await end(mine);
    upstream.letGo();
    await until(() => heard().includes('SESSION_ENDED'), 'the second answer');
    expect(upstream.seen.filter(({ url }) => url.endsWith('behind'))).toEqual([]);
  });

  it('goes through when nothing happened meanwhile, also by small parts', async () => {
    const { token } = session();
    const { socket, heard } = open();
    socket.write(head('POST', 'echo', token, 'Content-Length: 6\r\n'));
    for (const part of 'abcdef') {
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.write(part);
    }
    await until(() => heard().includes('"length":6'), 'the answer');
  });
});
