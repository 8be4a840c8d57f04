import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Role } from '@dongbaejul/contracts';
import { RequestSigner } from '@dongbaejul/identity';
import { MongoConnection } from '@dongbaejul/persistence';
import { RunningService, startService } from '@dongbaejul/service-kit';
import { giveBackDatabase, takeDatabase } from '@dongbaejul/testing';
import { mongo, Types } from 'mongoose';
import { CoreConfig } from '../../src/config';
import { coreService } from '../../src/core.definition';
import { Client } from './client';
import { Teller } from './teller';

const SECRET = 'a-secret-that-only-tests-know-000000';

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by their jest project`);
  return value;
}

/** A database and key prefix of its own for each test file. */
const testConfig = (): CoreConfig =>
  Object.assign(new CoreConfig(), {
    NODE_ENV: 'test' as const,
    PORT: 0,
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    MONGODB_URI: required('TEST_MONGODB_URI'),
    MONGODB_DB_NAME: takeDatabase('core'),
    // What happens at once takes its time on a busy machine; no test is about this bound.
    MONGODB_TRANSACTION_MS: 20_000,
    REDIS_URL: required('TEST_REDIS_URL'),
    REDIS_KEY_PREFIX: `t${randomBytes(6).toString('hex')}`,
    GATEWAY_SIGNING_SECRET: SECRET,
    SHUTDOWN_TIMEOUT_MS: 5_000,
    UPLOADS_DIR: path.join(tmpdir(), `core-uploads-${randomBytes(4).toString('hex')}`),
  });

export interface Member {
  id: string;
  client: Client;
}

/** The real service on a port of its own, spoken to as the gateway speaks to it. */
export class CoreUnderTest {
  readonly signer = new RequestSigner(SECRET);
  private readonly tellers: Teller[] = [];

  private constructor(
    readonly config: CoreConfig,
    private readonly service: RunningService,
  ) {}

  /** @param settings what this test wants to be configured otherwise */
  static async start(settings: Partial<CoreConfig> = {}): Promise<CoreUnderTest> {
    const config = Object.assign(testConfig(), settings);
    const service = await startService(coreService, config);
    await service.ready;
    return new CoreUnderTest(config, service);
  }

  /** Another process of the same service: the same database, the same queues. Stop it with `stopReplica`. */
  async replica(): Promise<CoreUnderTest> {
    const service = await startService(coreService, this.config);
    await service.ready;
    return new CoreUnderTest(this.config, service);
  }

  stopReplica(): Promise<void> {
    return this.service.stop();
  }

  get url(): string {
    return this.service.url;
  }

  get db(): mongo.Db {
    return this.service.app.get(MongoConnection).db;
  }

  /** A provider of the service, for what no route reaches. */
  get<T>(provider: new (...args: never[]) => T): T {
    return this.service.app.get<T>(provider);
  }

  /** Somebody with these roles, new unless an id is given. */
  member(roles: Role[] = ['USER'], id: string = new Types.ObjectId().toHexString()): Member {
    const identity = { userId: id, username: `user-${id.slice(-6)}`, roles, sessionId: `s-${id}` };
    return { id, client: new Client(this.url, this.signer, identity) };
  }

  /** The headers of somebody's or nobody's request. */
  signedFor(who: Member | undefined, method: string, path: string): Record<string, string> {
    return (who?.client ?? this.anonymous()).signed(method, path);
  }

  anonymous(): Client {
    return new Client(this.url, this.signer);
  }

  /** Another service that tells events by the real path: its outbox, the relay, the queue. */
  async teller(service: 'auth' | 'band-sync'): Promise<Teller> {
    const teller = await Teller.start(service, this.config, this.db);
    this.tellers.push(teller);
    return teller;
  }

  async stop(): Promise<void> {
    for (const teller of this.tellers) await teller.stop();
    await this.service.stop();
    await giveBackDatabase('core', this.config.MONGODB_DB_NAME);
    await rm(this.config.UPLOADS_DIR, { recursive: true, force: true });
  }
}
