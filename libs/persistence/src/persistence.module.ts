import { Health, registerErrorMapper, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { DynamicModule, Global, Module } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import mongoose from 'mongoose';
import { MongoConnection, prepareMongoose } from './connection/mongo-connection';
import { mapMongoError } from './errors/mongo-errors';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor';
import { IdempotencyStore, persistenceMigrations } from './idempotency/idempotency-store';
import { MigrationRunner } from './migrations/migration-runner';
import { PersistenceOptions } from './persistence.options';
import { Transactions } from './transactions/transactions';

/**
 * MongoDB for one service. The application starts and listens without a database; connecting, checking the server and
 * migrating are start-up tasks. Import it once, before modules that need migrations of their own; features then use
 * `MongooseModule.forFeature` as usual.
 */
@Global()
@Module({})
export class PersistenceModule {
  static forRoot(options: PersistenceOptions): DynamicModule {
    prepareMongoose();
    registerErrorMapper(mapMongoError);
    const shared = [MongoConnection, MigrationRunner, Transactions, IdempotencyStore, IdempotencyInterceptor];
    const connection = { provide: getConnectionToken(), useFactory: () => mongoose.createConnection() };
    return {
      module: PersistenceModule,
      providers: [{ provide: PersistenceOptions, useValue: options }, connection, ...shared],
      exports: [connection, PersistenceOptions, ...shared],
    };
  }

  constructor(
    mongo: MongoConnection,
    migrations: MigrationRunner,
    options: PersistenceOptions,
    startup: StartupTasks,
    health: Health,
    shutdown: Shutdown,
  ) {
    migrations.add(persistenceMigrations);
    migrations.add(options.migrations ?? []);
    startup.add('mongodb', () => mongo.open());
    startup.add('mongodb-settings', () => mongo.checkServer());
    startup.add('migrations', () => migrations.run(mongo.client, mongo.db));
    health.register('mongodb', () => mongo.ping());
    shutdown.onClose('mongodb', () => mongo.close());
  }
}
