import { revocationChannel, RevocationFeed, RevocationList } from '@dongbaejul/identity';
import { until } from '@dongbaejul/testing';
import { Logger } from '@nestjs/common';
import Redis from 'ioredis';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { FakeAuth } from './support/fake-auth';
import { SECRET } from './support/start-gateway';

describe('the feed of revocations', () => {
  const auth = new FakeAuth();
  const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
  const prefix = `feed${process.pid}`;
  const sockets = new Set<Socket>();
  let isCut = false;
  /** Redis, by a cable that can be cut. */
  const cable = createServer((client) => {
    if (isCut) return void client.destroy();
    const { hostname, port } = new URL(process.env.TEST_REDIS_URL ?? '');
    const server = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined).once('close', () => void (sockets.delete(one), other.destroy()));
      one.pipe(other);
    }
  });
  let heartbeat: NodeJS.Timeout;
  let feed: RevocationFeed;
  let told: string[];

  beforeAll(async () => {
    await new Promise<void>((resolve) => cable.listen(0, '127.0.0.1', resolve));
    const authUrl = await auth.start();
    told = [];
    const tell = (about: unknown): void => void told.push(String((about as { msg?: string }).msg));
    jest.spyOn(Logger.prototype, 'log').mockImplementation(tell);
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(tell);
    heartbeat = setInterval(() => {
      const message = JSON.stringify({ type: 'heartbeat', revision: auth.entries.length });
      redis.publish(revocationChannel(prefix), message).catch(() => undefined);
    }, 100);
    feed = new RevocationFeed(new RevocationList(), {
      redisUrl: `redis://127.0.0.1:${(cable.address() as AddressInfo).port}`,
      prefix,
      authUrls: [authUrl],
      signingSecret: SECRET,
      caller: 'gateway',
    });
  });
  afterAll(async () => {
    clearInterval(heartbeat);
    feed.stop();
    for (const socket of sockets) socket.destroy();
    cable.close();
    redis.disconnect();
    await auth.stop();
    jest.restoreAllMocks();
  });

  const count = (line: string): number => told.filter((one) => one === line).length;

  it('goes on asking auth for as long as its connection is cut, and says once that it begins and that it ends', async () => {
    feed.start();
    await feed.firstSnapshot();
    await until(() => count('revocations are whole') === 1, 'it is whole');
    isCut = true;
    for (const socket of sockets) socket.destroy();
    await until(() => count('revocations may be missing, asking auth') === 1, 'it has noticed');
    const asked = auth.revocationsAsked;
    await until(() => auth.revocationsAsked >= asked + 3, 'it goes on asking');
    expect(count('revocations are whole again')).toBe(0);
    isCut = false;
    await until(() => count('revocations are whole again') === 1, 'it is whole again');
    feed.stop();
    await until(() => sockets.size === 0, 'it has left');
    expect(count('revocations may be missing, asking auth')).toBe(1);
  });
});
