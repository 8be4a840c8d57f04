import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { BaseConfig, ServiceKitModule, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Cable } from '@dongbaejul/testing';
import { INestApplication, Logger, ModuleMetadata } from '@nestjs/common';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import mongoose from 'mongoose';
import { Migration, MongoConnection, PersistenceModule } from '@dongbaejul/persistence';

/** Tests are read by people; TEST_LOGS=1 shows what the application says. */
export const silence = (): void =>
  Logger.overrideLogger(process.env.TEST_LOGS ? ['verbose', 'debug', 'log', 'warn', 'error'] : false);
silence();

export const mongoUri = (): string => process.env.TEST_MONGODB_URI as string;

export const baseConfig = (): BaseConfig =>
  Object.assign(new BaseConfig(), { NODE_ENV: 'test', PORT: 0, GATEWAY_SIGNING_SECRET: 'x'.repeat(32) });

export interface Running {
  app: NestFastifyApplication;
  mongo: MongoConnection;
  stop(): Promise<void>;
}

export interface StartOptions extends ModuleMetadata {
  uri?: string;
  dbName?: string;
  migrations?: Migration[];
  prepare?: (app: NestFastifyApplication) => void;
  /** Default true: the database goes with the application. */
  dropDatabase?: boolean;
  /** Default true: waits until the start-up tasks are done. */
  waitUntilReady?: boolean;
}

/** An application with persistence in a database of its own, which goes with it. */
export async function start(options: StartOptions = {}): Promise<Running> {
  const { uri = mongoUri(), dbName = `test_${randomUUID().slice(0, 12)}`, migrations = [], imports = [] } = options;
  const config = {
    MONGODB_URI: uri,
    MONGODB_DB_NAME: dbName,
    NODE_ENV: 'test',
    GATEWAY_SIGNING_SECRET: 'x'.repeat(32),
  };
  const module = await Test.createTestingModule({
    imports: [
      ServiceKitModule.forRoot(baseConfig()),
      PersistenceModule.forRoot({ config, service: 'core', migrations }),
      ...imports,
    ],
    controllers: options.controllers ?? [],
    providers: options.providers ?? [],
  }).compile();
  silence();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  options.prepare?.(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const ready = app.get(StartupTasks).run();
  if (options.waitUntilReady ?? true) await ready;
  const mongo = app.get(MongoConnection);
  return { app, mongo, stop: () => stop(app, mongo, ready, options.dropDatabase ?? true) };
}

async function stop(app: INestApplication, mongo: MongoConnection, ready: Promise<void>, drop: boolean): Promise<void> {
  await app.get(Shutdown).drain();
  await ready;
  if (drop && mongo.connection.readyState === mongoose.ConnectionStates.connected) {
    await mongo.db.dropDatabase().catch(() => undefined);
  }
  await app.close();
  await app.get(Shutdown).close();
}

/** Resolves when `check` holds; a wait for a condition, never for a time. */
export async function until(what: string, check: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A cable to the test MongoDB, and the address to connect through it. */
export function mongoCable(): { cable: Cable; uri: () => string } {
  const { hostname, port } = new URL(mongoUri());
  const cable = new Cable(hostname, Number(port));
  return { cable, uri: () => `mongodb://127.0.0.1:${cable.port}/?directConnection=true` };
}
