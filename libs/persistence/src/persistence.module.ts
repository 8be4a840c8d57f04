import { Health, registerErrorMapper, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { DynamicModule, Global, Module, Provider } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import mongoose from 'mongoose';
import { MongoConnection, prepareMongoose } from './connection/mongo-connection';
import { mapMongoError } from './errors/mongo-errors';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor';
import { IdempotencyStore, persistenceMigrations } from './idempotency/idempotency-store';
import { MigrationRunner } from './migrations/migration-runner';
import { PersistenceOptions } from './persistence.options';
import { Transactions } from './transactions/transactions';

function openConnection(
  options: PersistenceOptions,
  migrations: MigrationRunner,
  startup: StartupTasks,
  health: Health,
  shutdown: Shutdown,
): MongoConnection {
  const mongo = new MongoConnection(mongoose.createConnection(), options);
  migrations.add(persistenceMigrations);
  migrations.add(options.migrations ?? []);
  // Everything that uses the database is made after its connection, so its own tasks come after these and its own
  // closing before this one.
  startup.add('mongodb', () => mongo.open());
  startup.add('mongodb-settings', () => mongo.checkServer());
  startup.add('migrations', () => migrations.run(mongo.client, mongo.db));
  health.register('mongodb', () => mongo.ping());
  shutdown.onDrain('mongodb', () => mongo.giveUpWhenAway());
  shutdown.onClose('mongodb', () => mongo.close());
  return mongo;
}

/**
 * MongoDB for one service. The application starts and listens without a database; connecting, checking the server and
 * migrating are start-up tasks. Import it once; features then use `MongooseModule.forFeature` as usual.
 */
@Global()
@Module({})
export class PersistenceModule {
  static forRoot(options: PersistenceOptions): DynamicModule {
    prepareMongoose();
    registerErrorMapper(mapMongoError);
    const providers: Provider[] = [
      { provide: PersistenceOptions, useValue: options },
      {
        provide: MongoConnection,
        useFactory: openConnection,
        inject: [PersistenceOptions, MigrationRunner, StartupTasks, Health, Shutdown],
      },
      {
        provide: getConnectionToken(),
        useFactory: (mongo: MongoConnection) => mongo.connection,
        inject: [MongoConnection],
      },
      MigrationRunner,
      Transactions,
      IdempotencyStore,
      IdempotencyInterceptor,
    ];
    return { module: PersistenceModule, providers, exports: providers };
  }
}
