import { Health, registry, Shutdown, StartupTasks, toAppError } from '@dongbaejul/service-kit';
import { getModelToken, MongooseModule } from '@nestjs/mongoose';
import mongoose, { Model, Schema } from 'mongoose';
import { Transactions } from '@dongbaejul/persistence';
import { mongoCable, start, until } from './support';

interface Thing {
  name: string;
}

const imports = [MongooseModule.forFeature([{ name: 'Thing', schema: new Schema<Thing>({ name: String }) }])];
const codeOf = (error: unknown): string => toAppError(error).code;
const failure = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'no failure', codeOf);

describe('the connection', () => {
  it('lets a service start without a database, and makes it ready when there is one', async () => {
    const { cable, uri } = mongoCable();
    await cable.reserve();
    const running = await start({ uri: uri(), imports, waitUntilReady: false });
    const things = running.app.get<Model<Thing>>(getModelToken('Thing'));
    const startup = running.app.get(StartupTasks);
    expect(startup.pending).toBeDefined();
    expect(await failure(things.findOne().exec())).toBe('SERVICE_UNAVAILABLE');
    await cable.plug();
    await startup.whenDone();
    await things.create({ name: 'a' });
    expect(await running.app.get(Health).notReadyBecause()).toBeUndefined();
    await running.stop();
    await cable.cut();
  });

  it('answers within a bound while the database is away, and recovers by itself', async () => {
    const { cable, uri } = mongoCable();
    await cable.plug();
    const running = await start({ uri: uri(), imports });
    const things = running.app.get<Model<Thing>>(getModelToken('Thing'));
    const transactions = running.app.get(Transactions);
    const health = running.app.get(Health);
    await things.create({ name: 'a' });
    await cable.cut();
    const startedAt = Date.now();
    const codes = await Promise.all([
      failure(things.findOne().exec()),
      failure(things.create({ name: 'b' })),
      failure(transactions.run((session) => things.create([{ name: 'c' }], { session }))),
    ]);
    for (const code of codes) expect(['SERVICE_UNAVAILABLE', 'SERVICE_TIMEOUT']).toContain(code);
    expect(Date.now() - startedAt).toBeLessThan(25_000);
    expect(await health.notReadyBecause()).toBe('mongodb');
    await cable.plug();
    await until(
      'it works again',
      () =>
        things.findOne().then(
          () => true,
          () => false,
        ),
      30_000,
    );
    await until('it is ready again', async () => (await health.notReadyBecause()) === undefined, 10_000);
    await running.stop();
    await cable.cut();
  }, 60_000);

  it.each([
    ['is away', true],
    ['was never there', false],
  ])('holds up no process that is to stop when the database %s', async (_what, wasThere) => {
    const { cable, uri } = mongoCable();
    await cable.reserve();
    if (wasThere) await cable.plug();
    const running = await start({ uri: uri(), imports, waitUntilReady: wasThere });
    const shutdown = running.app.get(Shutdown);
    if (wasThere) {
      await cable.cut();
      await until(
        'it is noticed',
        () => running.mongo.connection.readyState === mongoose.ConnectionStates.disconnected,
      );
      const things = running.app.get<Model<Thing>>(getModelToken('Thing'));
      // A turn of a job, say: the first wait for a server, and the next.
      shutdown.onDrain('work under way', async () => {
        await failure(things.findOne().exec());
        expect(await failure(things.create({ name: 'b' }))).toBe('SERVICE_UNAVAILABLE');
      });
    }
    const askedAt = Date.now();
    await shutdown.drain();
    await shutdown.close();
    // Each wait for a server would take 5 s.
    expect(Date.now() - askedAt).toBeLessThan(3_500);
    await running.app.close();
    await cable.cut();
  });

  it('bounds a transaction and the health check on a connection that is open but silent', async () => {
    const { cable, uri } = mongoCable();
    await cable.plug();
    const running = await start({ uri: uri(), imports });
    const things = running.app.get<Model<Thing>>(getModelToken('Thing'));
    await things.create({ name: 'a' });
    cable.stall('all');
    const startedAt = Date.now();
    const run = running.app
      .get(Transactions)
      .run((session) => things.create([{ name: 'b' }], { session }), { deadlineMs: 1_000 });
    expect(await failure(run)).toMatch(/SERVICE_(TIMEOUT|UNAVAILABLE)/);
    expect(await running.app.get(Health).notReadyBecause()).toBe('mongodb');
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    await cable.cut();
    await cable.plug();
    await until(
      'it works again',
      () =>
        things.findOne().then(
          () => true,
          () => false,
        ),
      15_000,
    );
    await running.stop();
    await cable.cut();
  }, 60_000);

  it('times every command by collection', async () => {
    const running = await start({ imports });
    await running.app.get<Model<Thing>>(getModelToken('Thing')).findOne();
    expect(await registry.metrics()).toMatch(
      /db_query_duration_seconds_count\{collection="things",command="find",outcome="ok"\} [1-9]/,
    );
    await running.stop();
  });
});
