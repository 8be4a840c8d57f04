import { MongoClient } from 'mongodb';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Redis from 'ioredis';
import { Child } from './child';
import { testConfig } from './test-config';
import { until } from './wait';

/** A mongod of one test's own, as a replica set of one, which the test may kill and start again. */
export class OwnMongod {
  readonly uri: string;
  private readonly child: Child;

  constructor(port: number, folder: string, binary = testConfig.mongodBinary) {
    const data = path.join(folder, 'mongod');
    mkdirSync(data, { recursive: true });
    this.uri = `mongodb://127.0.0.1:${port}/?replicaSet=rs0`;
    this.direct = `mongodb://127.0.0.1:${port}/?directConnection=true`;
    this.child = new Child('mongod', binary, [
      ...['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', data, '--replSet', 'rs0'],
      ...['--wiredTigerCacheSizeGB', '0.25', '--setParameter', 'transactionLifetimeLimitSeconds=5'],
    ]);
  }

  private readonly direct: string;

  /** Starts it, makes it a replica set the first time, and waits until it takes writes. */
  async start(): Promise<void> {
    this.child.start();
    await until(() => this.isPrimary(), 'mongod is primary', { withinMs: 30_000, everyMs: 100 });
  }

  /** On a client of its own: one that has failed once stays failed. */
  private async isPrimary(): Promise<boolean> {
    const client = new MongoClient(this.direct, { serverSelectionTimeoutMS: 1_000 });
    try {
      const admin = client.db('admin');
      const hello = await admin.command({ hello: 1 });
      if (hello.isWritablePrimary) return true;
      const members = [{ _id: 0, host: new URL(this.direct).host }];
      if (!hello.setName) await admin.command({ replSetInitiate: { _id: 'rs0', members } });
      return false;
    } finally {
      await client.close();
    }
  }

  kill(): Promise<void> {
    return this.child.kill();
  }
  signal(signal: NodeJS.Signals): Promise<void> {
    return this.child.signal(signal);
  }
  stop(): Promise<void> {
    return this.child.stop();
  }
}

/** A Redis of one test's own; what was acknowledged survives its death (appendfsync always). */
export class OwnRedis {
  readonly url: string;
  private readonly child: Child;

  constructor(
    private readonly port: number,
    folder: string,
    binary = testConfig.redisBinary,
  ) {
    const data = path.join(folder, 'redis');
    mkdirSync(data, { recursive: true });
    this.url = `redis://127.0.0.1:${port}`;
    this.child = new Child('redis', binary, [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', data, '--save', ''],
      ...['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'],
    ]);
  }

  async start(): Promise<void> {
    this.child.start();
    await until(() => this.ping(), 'redis answers', { withinMs: 15_000 });
  }

  /** Runs one command on a connection of its own. */
  async command(name: string, ...args: string[]): Promise<unknown> {
    const redis = new Redis(this.port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await redis.call(name, ...args);
    } finally {
      redis.disconnect();
    }
  }

  kill(): Promise<void> {
    return this.child.kill();
  }
  signal(signal: NodeJS.Signals): Promise<void> {
    return this.child.signal(signal);
  }
  stop(): Promise<void> {
    return this.child.stop();
  }

  private async ping(): Promise<boolean> {
    return (await this.command('PING')) === 'PONG';
  }
}
