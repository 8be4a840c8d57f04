import type { EventMap, EventName } from '@dongbaejul/contracts';
import { MessagingModule, Outbox } from '@dongbaejul/messaging';
import { PersistenceModule, Transactions } from '@dongbaejul/persistence';
import { RunningService, ServiceDefinition, startService } from '@dongbaejul/service-kit';
import { giveBackDatabase, takeDatabase, until } from '@dongbaejul/testing';
import { DynamicModule, Module } from '@nestjs/common';
import { mongo, Types } from 'mongoose';
import { CoreConfig } from '../../src/config';

/** Of a database with nothing but an outbox and an inbox. */
const KIND = 'messaging';

@Module({})
class TellerModule {}

const definitionOf = (service: 'auth' | 'band-sync'): ServiceDefinition<CoreConfig> => ({
  name: service,
  config: CoreConfig,
  module: (config): DynamicModule => ({
    module: TellerModule,
    imports: [
      PersistenceModule.forRoot({ config, service }),
      MessagingModule.forRoot({ config, service, events: { poll: 100 } }),
    ],
  }),
});

/** Stands in for a service that core listens to. */
export class Teller {
  private constructor(
    private readonly service: RunningService,
    private readonly database: string,
    private readonly databaseOfCore: mongo.Db,
  ) {}

  static async start(name: 'auth' | 'band-sync', core: CoreConfig, databaseOfCore: mongo.Db): Promise<Teller> {
    const config = Object.assign(new CoreConfig(), core, { MONGODB_DB_NAME: takeDatabase(KIND) });
    const service = await startService(definitionOf(name), config);
    await service.ready;
    return new Teller(service, config.MONGODB_DB_NAME, databaseOfCore);
  }

  /** @returns the event's id, before anybody heard it */
  tell<Name extends EventName>(
    name: Name,
    aggregateId: string,
    version: number,
    payload: EventMap[Name],
  ): Promise<string> {
    const outbox = this.service.app.get(Outbox);
    return this.service.app
      .get(Transactions)
      .run((session) => outbox.add(session, name, { aggregateId, version, payload }));
  }

  /** Tells events of one name at once. @returns their ids */
  tellMany<Name extends EventName>(
    name: Name,
    events: { aggregateId: string; version: number; payload: EventMap[Name] }[],
  ): Promise<string[]> {
    const outbox = this.service.app.get(Outbox);
    return this.service.app.get(Transactions).run((session) => outbox.addMany(session, name, events));
  }

  /** Tells and waits until core has taken the event in. */
  async tellAndWait<Name extends EventName>(
    name: Name,
    aggregateId: string,
    version: number,
    payload: EventMap[Name],
  ): Promise<void> {
    await this.heard(await this.tell(name, aggregateId, version, payload));
  }

  /** Resolves when core's inbox holds the event. */
  async heard(eventId: string): Promise<void> {
    const inbox = this.databaseOfCore.collection('inbox');
    await until(() => inbox.findOne({ _id: new Types.ObjectId(eventId) }), `event ${eventId} in core's inbox`, {
      withinMs: 60_000,
    });
  }

  /** Resolves when core's inbox holds all of the events; one question for all, as core's own pool answers it. */
  async heardAll(eventIds: string[]): Promise<void> {
    const _id = { $in: eventIds.map((id) => new Types.ObjectId(id)) };
    const inbox = this.databaseOfCore.collection('inbox');
    await until(
      async () => (await inbox.countDocuments({ _id })) === eventIds.length,
      `${eventIds.length} events in core's inbox`,
      { withinMs: 30_000 },
    );
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await giveBackDatabase(KIND, this.database);
  }
}
