import { ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BackendService } from '@dongbaejul/contracts';
import { BaseConfig, ServiceKitModule, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { INestApplication, Logger, ModuleMetadata } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { connectAsks, EventTimings, MessagingModule } from '@dongbaejul/messaging';
import { MongoConnection, PersistenceModule } from '@dongbaejul/persistence';

/** Resolves when `check` holds; a wait for a condition, never for a time. */
export async function until(what: string, check: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface Running {
  app: INestApplication;
  mongo: MongoConnection;
  stop(): Promise<void>;
}

const silence = (): void =>
  Logger.overrideLogger(process.env.TEST_LOGS ? ['verbose', 'debug', 'log', 'warn', 'error'] : false);
silence();
jest.setTimeout(30_000);

const baseConfig = (): BaseConfig =>
  Object.assign(new BaseConfig(), { NODE_ENV: 'test', PORT: 0, GATEWAY_SIGNING_SECRET: 'x'.repeat(32) });

export const redisUrl = (): string => process.env.TEST_REDIS_URL as string;
export const newPrefix = (): string => `t${randomUUID().slice(0, 8)}`;

export interface NodeOptions extends Pick<ModuleMetadata, 'controllers' | 'providers'> {
  service: BackendService;
  prefix: string;
  url?: string;
  /** Default true: waits until the start-up tasks are done. */
  waitUntilReady?: boolean;
}

/** A service that asks and answers, without a database. */
export async function startAsking(options: NodeOptions): Promise<{ app: INestApplication; stop: () => Promise<void> }> {
  const config = { REDIS_URL: options.url ?? redisUrl(), REDIS_KEY_PREFIX: options.prefix };
  const module = await Test.createTestingModule({
    imports: [
      ServiceKitModule.forRoot(baseConfig()),
      MessagingModule.forRoot({ service: options.service, config, durable: false }),
    ],
    controllers: options.controllers ?? [],
    providers: options.providers ?? [],
  }).compile();
  silence();
  const app = module.createNestApplication(new FastifyAdapter());
  connectAsks(app);
  await app.init();
  const ready = app.get(StartupTasks).run();
  if (options.waitUntilReady ?? true) await ready;
  return {
    app,
    stop: async () => {
      await app.get(Shutdown).drain();
      await app.close();
      await app.get(Shutdown).close();
    },
  };
}

export interface TellingOptions extends NodeOptions {
  dbName: string;
  events?: EventTimings;
  imports?: ModuleMetadata['imports'];
  dropDatabase?: boolean;
}

/** A service with a database that tells and hears durable events. */
export async function startTelling(options: TellingOptions): Promise<Running> {
  const { service, prefix, dbName, imports = [], controllers = [], providers = [] } = options;
  const events: EventTimings = { attempts: 3, backoff: 20, poll: 200, sweep: 200, ...options.events };
  const redis = { REDIS_URL: options.url ?? redisUrl(), REDIS_KEY_PREFIX: prefix };
  const mongodb = {
    MONGODB_URI: process.env.TEST_MONGODB_URI as string,
    MONGODB_DB_NAME: dbName,
    NODE_ENV: 'test',
    GATEWAY_SIGNING_SECRET: 'x'.repeat(32),
  };
  const module = await Test.createTestingModule({
    imports: [
      ServiceKitModule.forRoot(baseConfig()),
      PersistenceModule.forRoot({ config: mongodb, service }),
      MessagingModule.forRoot({ service, config: redis, events }),
      ...imports,
    ],
    controllers,
    providers,
  }).compile();
  silence();
  const app = module.createNestApplication(new FastifyAdapter());
  await app.init();
  await app.get(StartupTasks).run();
  const mongo = app.get(MongoConnection);
  const stop = async (): Promise<void> => {
    await app.get(Shutdown).drain();
    if (options.dropDatabase ?? true) await mongo.db.dropDatabase();
    await app.close();
    await app.get(Shutdown).close();
  };
  return { app, mongo, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis of one test's own, to be killed and started again on the same port, with its data on disk. */
export class OwnRedis {
  private readonly folder = mkdtempSync(path.join(process.env.TEST_DATA_FOLDER ?? tmpdir(), 'own-redis-'));
  private child: ChildProcess | undefined;
  port = 0;

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.port ||= await freePort();
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    this.child = spawn(
      process.env.TEST_REDIS_BINARY ?? 'redis-server',
      [...args, '--appendonly', 'yes', '--appendfsync', 'always'],
      {
        stdio: 'ignore',
      },
    );
    await until('redis listens', () => this.answers());
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1');
      socket.on('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
  }
}
