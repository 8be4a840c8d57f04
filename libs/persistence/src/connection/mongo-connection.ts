import { Logger } from '@nestjs/common';
import mongoose, { Connection, ConnectOptions, mongo } from 'mongoose';
import { PersistenceOptions } from '../persistence.options';
import { recordMongoMetrics } from './mongo-metrics';

/** seeds/000's settings, and bounds on every wait (R-19). Times in milliseconds. */
export const MONGO_CLIENT_OPTIONS = {
  maxPoolSize: 10,
  serverSelectionTimeoutMS: 5_000,
  socketTimeoutMS: 45_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  heartbeatFrequencyMS: 2_000,
  monitorCommands: true,
  retryWrites: true,
  w: 'majority',
  readConcernLevel: 'majority',
} as const satisfies ConnectOptions;

/** How long a process that is to stop gives a server that is away, such as one whose primary changes. */
const PATIENCE_AT_STOP_MS = 1_000;

/** A transaction whose client died keeps its locks this long at most, in seconds. */
const LONGEST_TRANSACTION_S = 5;

/** Mongoose's own switches, for the whole process: they must be set before models are made. */
export function prepareMongoose(): void {
  mongoose.set('strictQuery', 'throw');
  mongoose.set('sanitizeFilter', true);
  mongoose.set('autoIndex', false);
  mongoose.set('autoCreate', false);
  mongoose.set('bufferCommands', false);
}

/** Opens and watches the one connection of a service. */
export class MongoConnection {
  private readonly logger = new Logger('MongoDB');
  private watched: mongo.MongoClient | undefined;
  private closing = false;

  constructor(
    readonly connection: Connection,
    private readonly options: PersistenceOptions,
  ) {
    connection.on('connected', () => this.logger.log({ msg: 'MongoDB is connected' }));
    connection.on('disconnected', () => {
      if (!this.closing) this.logger.warn({ msg: 'MongoDB is away' });
    });
    connection.on('reconnected', () => this.logger.log({ msg: 'MongoDB is back' }));
    connection.on('error', (error: Error) => this.logger.error({ msg: 'MongoDB', reason: error.message }));
  }

  /** One try to connect; afterwards the driver reconnects by itself. */
  async open(): Promise<void> {
    if (this.connection.readyState === mongoose.ConnectionStates.connected) return;
    const { MONGODB_URI, MONGODB_DB_NAME } = this.options.config;
    await this.connection.openUri(MONGODB_URI, {
      ...MONGO_CLIENT_OPTIONS,
      dbName: MONGODB_DB_NAME,
      appName: this.options.service,
    });
    const client = this.connection.getClient();
    if (this.watched !== client) recordMongoMetrics(client);
    this.watched = client;
  }

  /**
   * Refuses a server that cannot keep our promises.
   * @throws when it is not a replica set (no transactions, no change streams), and in production when transactions of
   *   dead clients would hold their locks for more than 5 s; elsewhere, or where the setting may not be read, it warns
   */
  async checkServer(): Promise<void> {
    const admin = this.db.admin();
    const hello = await admin.command({ hello: 1 });
    if (typeof hello.setName !== 'string' && hello.msg !== 'isdbgrid') {
      throw new Error('MongoDB is not a replica set: start mongod with --replSet and initiate it');
    }
    const problem = await this.lifetimeProblem(admin);
    if (!problem) return;
    if (problem.certain && this.options.config.NODE_ENV === 'production') throw new Error(problem.text);
    this.logger.warn({ msg: problem.text });
  }

  private async lifetimeProblem(admin: mongo.Admin): Promise<{ text: string; certain: boolean } | undefined> {
    const remedy = `start mongod with --setParameter transactionLifetimeLimitSeconds=${LONGEST_TRANSACTION_S}`;
    try {
      const answer = await admin.command({ getParameter: 1, transactionLifetimeLimitSeconds: 1 });
      const seconds = Number(answer.transactionLifetimeLimitSeconds);
      if (seconds <= LONGEST_TRANSACTION_S) return undefined;
      return { text: `transactionLifetimeLimitSeconds is ${seconds}: ${remedy}`, certain: true };
    } catch (error) {
      const forbidden = (error as { code?: number }).code === 13;
      if (!forbidden) throw error;
      return { text: `transactionLifetimeLimitSeconds may not be read here; make sure to ${remedy}`, certain: false };
    }
  }

  /** Resolves when the primary answers. */
  async ping(): Promise<void> {
    await this.db.command({ ping: 1 }, { readPreference: 'primary', timeoutMS: 1_000 });
  }

  /**
   * For a process that is to stop. Requests, jobs and events that wait for a server that is away would hold it up for
   * the whole selection of a server, some of them several times: once it is given up, they fail at once.
   */
  giveUpWhenAway(): void {
    const isAway = (): boolean => this.connection.readyState !== mongoose.ConnectionStates.connected;
    const wait = (): void => {
      if (!this.closing) setTimeout(() => isAway() && this.giveUp(), PATIENCE_AT_STOP_MS).unref();
    };
    this.connection.on('disconnected', wait);
    if (isAway()) wait();
  }

  /** Not by Mongoose, which waits for the end of a connecting that is under way. */
  private giveUp(): void {
    this.closing = true;
    const client = this.connection.getClient() as mongo.MongoClient | undefined;
    void client?.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.connection.close();
  }

  /** The native database. */
  get db(): mongo.Db {
    return this.connection.getClient().db(this.options.config.MONGODB_DB_NAME);
  }

  get client(): mongo.MongoClient {
    return this.connection.getClient();
  }
}
