import { randomUUID } from 'node:crypto';
import { ActivityRecorded, CommonErrors, EventEnvelope, MemberState } from '@dongbaejul/contracts';
import { runInContext, requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { getModelToken, MongooseModule } from '@nestjs/mongoose';
import { IsArray, IsIn, IsInt, IsString, ValidateIf } from 'class-validator';
import { ClientSession, Model, Schema, Types } from 'mongoose';
import { applyIfNewer, isDuplicateKey, MongoConnection, Transactions } from '@dongbaejul/persistence';
import { DeadLetters, OnEvent, Outbox } from '@dongbaejul/messaging';
import { Consumer } from '../src/events/consumer';
import { EventQueues, jobIdOf } from '../src/events/event-queues';
import { Inbox } from '../src/events/inbox';
import { newPrefix, OwnRedis, Running, startTelling, TellingOptions, until } from './support';

class MemberStateDto implements MemberState {
  @IsString() id: string;
  @IsString() username: string;
  @IsString() display_name: string;
  @ValidateIf((o: MemberState) => o.avatar !== null) @IsString() avatar: string | null;
  @IsArray() roles: MemberState['roles'];
  @IsString() status: MemberState['status'];
}

class ActivityDto implements ActivityRecorded {
  @IsString() member_id: string;
  @IsIn(['post', 'comment', 'like_received']) kind: ActivityRecorded['kind'];
  @IsInt() delta: 1 | -1;
}

interface Member {
  _id: string;
  name: string;
  version?: number;
}
const memberSchema = new Schema<Member>({ _id: String, name: String, version: Number });

let onMember: (event: EventEnvelope<'auth.member.changed'>) => Promise<void> | void = () => undefined;
let traces: (string | undefined)[] = [];

/** In core: keeps names, and counts every effect in a place where a second one would show. */
@Injectable()
class MemberNames {
  constructor(private readonly mongo: MongoConnection) {}

  @OnEvent('auth.member.changed', MemberStateDto)
  async remember(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    const members = this.mongo.connection.model<Member>('Member');
    await this.mongo.db
      .collection<{ _id: string; n: number }>('effects')
      .updateOne({ _id: event.id }, { $inc: { n: 1 } }, { session, upsert: true });
    await applyIfNewer(members, session, { _id: event.aggregate_id }, event.version, {
      name: event.payload.display_name,
    });
    traces.push(requestContext()?.traceId);
    await onMember(event);
  }
}

/** In auth: counts activity. */
@Injectable()
class Activity {
  constructor(private readonly mongo: MongoConnection) {}

  @OnEvent('core.activity.recorded', ActivityDto)
  async count(event: EventEnvelope<'core.activity.recorded'>, session: ClientSession): Promise<void> {
    const stats = this.mongo.db.collection<{ _id: string; n: number }>('stats');
    await stats.updateOne(
      { _id: event.payload.member_id },
      { $inc: { n: event.payload.delta } },
      { session, upsert: true },
    );
  }
}

const redis = new OwnRedis();
beforeAll(() => redis.start());
afterAll(() => redis.remove());

let prefix: string;
let databases: { auth: string; core: string };
const running: Running[] = [];

async function launch(service: 'auth' | 'core', options: Partial<TellingOptions> = {}): Promise<Running> {
  const started = await startTelling({
    service,
    prefix,
    url: redis.url,
    dbName: databases[service],
    dropDatabase: false,
    providers: service === 'core' ? [MemberNames] : [Activity],
    imports: service === 'core' ? [MongooseModule.forFeature([{ name: 'Member', schema: memberSchema }])] : [],
    ...options,
  });
  running.push(started);
  return started;
}
const stopOne = async (one: Running): Promise<void> => {
  running.splice(running.indexOf(one), 1);
  await one.stop();
};

const state = (id: string, name: string): MemberState => ({
  id,
  username: name,
  display_name: name,
  avatar: null,
  roles: ['USER'],
  status: 'active',
});

/** Tells that members changed, `versions` times each, in one transaction per version. */
async function tell(auth: Running, ids: string[], version = 1): Promise<string[]> {
  const outbox = auth.app.get(Outbox);
  return auth.app.get(Transactions).run((session) =>
    outbox.addMany(
      session,
      'auth.member.changed',
      ids.map((id) => ({ aggregateId: id, version, payload: state(id, `${id}-v${version}`) })),
    ),
  );
}
const newIds = (n: number): string[] => Array.from({ length: n }, () => randomUUID().slice(0, 8));
const effects = async (core: Running): Promise<{ _id: string; n: number }[]> =>
  core.mongo.db.collection<{ _id: string; n: number }>('effects').find().toArray();
const openRows = (auth: Running): Promise<number> => auth.mongo.db.collection('outbox').countDocuments({ open: true });
const arrived = (core: Running, n: number, withinMs = 20_000): Promise<void> =>
  until(`${n} events took effect`, async () => (await effects(core)).length >= n, withinMs);
const closed = (auth: Running, withinMs = 20_000): Promise<void> =>
  until('the outbox is closed', async () => (await openRows(auth)) === 0, withinMs);
async function onceEach(core: Running, ids: string[]): Promise<void> {
  const found = await effects(core);
  expect(found.map((row) => row._id).sort()).toEqual([...ids].sort());
  expect(found.filter((row) => row.n !== 1)).toEqual([]);
}

beforeEach(() => {
  prefix = newPrefix();
  const run = randomUUID().slice(0, 8);
  databases = { auth: `test_auth_${run}`, core: `test_core_${run}` };
  onMember = () => undefined;
  traces = [];
});
afterEach(async () => {
  for (const one of running.splice(0)) {
    await one.stop();
  }
});

describe('durable events', () => {
  it('take effect once when the change commits, with its trace id, and not when it does not', async () => {
    const [auth, core] = [await launch('auth'), await launch('core')];
    const outbox = auth.app.get(Outbox);
    const transactions = auth.app.get(Transactions);
    const payload = state('m1', '동배');
    const failed = transactions.run(async (session) => {
      await outbox.add(session, 'auth.member.changed', { aggregateId: 'm0', version: 1, payload });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    const id = await runInContext({ traceId: 'trace-1', language: 'ko' }, () =>
      transactions.run((session) =>
        outbox.add(session, 'auth.member.changed', { aggregateId: 'm1', version: 1, payload }),
      ),
    );
    await closed(auth);
    await onceEach(core, [id]);
    expect(traces).toEqual(['trace-1']);
    const row = await auth.mongo.db.collection('outbox').findOne({ _id: new Types.ObjectId(id) });
    expect(row).toMatchObject({ pending: [], closed_at: expect.any(Date) as Date });
  });

  it('are not told outside a transaction, nor by another service', async () => {
    const auth = await launch('auth');
    const outbox = auth.app.get(Outbox);
    const session = auth.mongo.client.startSession();
    const event = { aggregateId: 'm', version: 1, payload: state('m', 'x') };
    await expect(outbox.add(session, 'auth.member.changed', event)).rejects.toThrow('outside a transaction');
    await expect(outbox.add(undefined as never, 'auth.member.changed', event)).rejects.toThrow('outside a transaction');
    await session.endSession();
    const foreign = {
      aggregateId: 'm',
      version: 1,
      payload: { member_id: 'm', kind: 'post' as const, delta: 1 as const },
    };
    const told = auth.app.get(Transactions).run((s) => outbox.add(s, 'core.activity.recorded', foreign));
    await expect(told).rejects.toThrow("not auth's to tell");
  });

  it('survive a relay that died between commit and hand-over', async () => {
    // Redis cannot be reached, so nothing is handed over before this process ends.
    const dying = await launch('auth', { url: 'redis://127.0.0.1:1' });
    const ids = await tell(dying, newIds(5));
    await stopOne(dying);
    const [auth, core] = [await launch('auth'), await launch('core')];
    await closed(auth);
    await onceEach(core, ids);
  });

  it('survive FLUSHALL between hand-over and effect', async () => {
    const auth = await launch('auth');
    const ids = await tell(auth, newIds(20));
    const queue = await auth.app.get(EventQueues).get('core');
    await until('they are in the queue', async () => (await queue.getWaitingCount()) === 20);
    await auth.app.get(EventQueues).redis.flushall();
    const core = await launch('core');
    await arrived(core, 20);
    await closed(auth);
    await onceEach(core, ids);
  });

  it('survive kill -9 of Redis while they flow', async () => {
    const [auth, core] = [await launch('auth'), await launch('core')];
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      ids.push(...(await tell(auth, newIds(20))));
      if (i === 2) {
        await redis.kill();
        await redis.start();
      }
    }
    await arrived(core, 100);
    await closed(auth);
    await onceEach(core, ids);
  }, 60_000);

  it('take effect once when the consumer dies between effect and acknowledgement', async () => {
    const [auth, dying] = [await launch('auth'), await launch('core')];
    const inbox = dying.app.get(Inbox);
    const original = inbox.once.bind(inbox);
    let done = 0;
    jest.spyOn(inbox, 'once').mockImplementation(async (event, queue, effect) => {
      await original(event, queue, effect);
      done += 1;
      return new Promise(() => undefined);
    });
    const ids = await tell(auth, newIds(3));
    await until('the effects are there', () => done === 3);
    // As kill -9 would leave it: the jobs stay active, their locks are no longer renewed.
    const consumer = dying.app.get(Consumer) as unknown as { worker: { close(force: boolean): Promise<void> } };
    await consumer.worker.close(true);
    const core = await launch('core');
    await closed(auth, 30_000);
    await onceEach(core, ids);
  }, 60_000);

  it('take effect once however often they are delivered', async () => {
    const [auth, core] = [await launch('auth'), await launch('core')];
    const [id] = await tell(auth, ['m1']);
    await closed(auth);
    const queue = await auth.app.get(EventQueues).get('core');
    const job = await queue.getJob(jobIdOf(id as string, 'core'));
    const again = Array.from({ length: 10 }, (_, i) => ({
      name: 'auth.member.changed',
      data: job?.data as EventEnvelope,
      opts: { jobId: `again-${i}` },
    }));
    await queue.addBulk(again);
    await until('all are done', async () => (await queue.getCompletedCount()) === 11);
    await onceEach(core, [id as string]);
  });

  it('leave nothing stale when they come out of order', async () => {
    const auth = await launch('auth');
    const ids: string[] = [];
    for (const version of [3, 1, 5, 2, 4]) ids.push(...(await tell(auth, ['a', 'b', 'c'], version)));
    const core = await launch('core');
    await closed(auth);
    await onceEach(core, ids);
    const members = await core.app.get<Model<Member>>(getModelToken('Member')).find().sort({ _id: 1 }).lean();
    expect(members.map(({ name, version }) => [name, version])).toEqual([
      ['a-v5', 5],
      ['b-v5', 5],
      ['c-v5', 5],
    ]);
  });

  it('are closed by the sweep when nobody heard that they were done', async () => {
    const core = await launch('core');
    const first = await launch('auth', { events: { sweep: 60_000 } });
    const queue = await first.app.get(EventQueues).get('core');
    await core.app.get(Consumer).stop();
    await tell(first, newIds(3));
    await until('they are in the queue', async () => (await queue.getWaitingCount()) === 3);
    await stopOne(first);
    const second = await launch('core');
    await arrived(second, 3);
    const auth = await launch('auth');
    await auth.mongo.db.collection('outbox').updateMany({ open: true }, { $set: { due_at: new Date(0) } });
    await closed(auth);
  });

  it('flow through several relays and consumers, each once', async () => {
    const total = Number(process.env.TEST_EVENTS ?? 1_000);
    const events = { sweep: 5_000 };
    const nodes = await Promise.all([
      launch('auth', { events }),
      launch('auth', { events }),
      launch('core'),
      launch('core'),
    ]);
    const [auth, , core] = nodes as unknown as [Running, Running, Running];
    const startedAt = Date.now();
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
    for (let told = 0; told < total; told += 500) await tell(auth, newIds(Math.min(500, total - told)));
    const inbox = core.mongo.db.collection('inbox');
    await until('all took effect', async () => (await inbox.estimatedDocumentCount()) >= total, 600_000);
    await closed(auth, 60_000);
    clearInterval(watch);
    const seconds = (Date.now() - startedAt) / 1000;
    process.stdout.write(
      `${total} events, 2 relays, 2 consumers, one process: ${Math.round(total / seconds)}/s, peak ${Math.round(peak / 1e6)} MB\n`,
    );
    const wrong = await core.mongo.db.collection('effects').countDocuments({ n: { $ne: 1 } });
    expect([await core.mongo.db.collection('effects').countDocuments(), wrong]).toEqual([total, 0]);
  }, 700_000);

  it('wait, without using up their tries, while what the handler needs is away', async () => {
    let refusals = 0;
    onMember = () => {
      refusals += 1;
      if (refusals < 6) throw CommonErrors.SERVICE_UNAVAILABLE();
    };
    const [auth, core] = [await launch('auth'), await launch('core')];
    const [id] = await tell(auth, ['m1']);
    await arrived(core, 1, 60_000);
    await closed(auth);
    await onceEach(core, [id as string]);
    expect(refusals).toBe(6);
    expect((await core.app.get(DeadLetters).list()).total).toBe(0);
  }, 70_000);

  it('finish before the service stops', async () => {
    let finish: () => void = () => undefined;
    let entered = false;
    onMember = () => {
      entered = true;
      return new Promise((resolve) => (finish = resolve));
    };
    const [auth, core] = [await launch('auth'), await launch('core')];
    const [id] = await tell(auth, ['m1']);
    await until('the handler runs', () => entered);
    const stopping = core.app.get(Consumer).stop();
    finish();
    await stopping;
    await onceEach(core, [id as string]);
    await closed(auth);
  });
});

describe('dead letters', () => {
  it('hold what failed too often, with a safe reason, and play it again', async () => {
    let broken = true;
    let tries = 0;
    onMember = () => {
      tries += 1;
      if (broken) throw new Error('password=hunter2');
    };
    const [auth, core] = [await launch('auth'), await launch('core')];
    const [id] = await runInContext({ traceId: 'trace-dead', language: 'ko' }, () => tell(auth, ['m1']));
    const letters = auth.app.get(DeadLetters);
    await until('it is dead', async () => (await letters.list()).total === 1);
    const { items } = await letters.list();
    expect(items).toEqual([
      expect.objectContaining({
        id: `${id}-core`,
        event_id: id,
        name: 'auth.member.changed',
        subscriber: 'core',
        aggregate_id: 'm1',
        attempts: 3,
        trace_id: 'trace-dead',
      }),
    ]);
    expect(items[0]?.reason.code).toBe('INTERNAL');
    expect(JSON.stringify(items)).not.toContain('hunter2');
    expect(tries).toBe(3);
    expect(await effects(core)).toEqual([]);
    expect(await openRows(auth)).toBe(1);
    broken = false;
    await letters.replay(`${id}-core`);
    await closed(auth);
    await onceEach(core, [id as string]);
    expect((await letters.list()).items).toEqual([]);
    await expect(letters.replay(`${id}-core`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(letters.replay('../x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('take an invalid payload at once', async () => {
    const [auth, core] = [await launch('auth'), await launch('core')];
    const payload = { ...state('m1', 'x'), display_name: 7 } as never;
    await auth.app
      .get(Transactions)
      .run((session) =>
        auth.app.get(Outbox).add(session, 'auth.member.changed', { aggregateId: 'm1', version: 1, payload }),
      );
    const letters = core.app.get(DeadLetters);
    await until('it is dead', async () => (await letters.list()).total === 1);
    const [letter] = (await letters.list()).items;
    expect(letter).toMatchObject({ attempts: 1, reason: { code: 'INVALID_INPUT' } });
  });

  it('drop fields that a newer publisher added', async () => {
    const [auth, core] = [await launch('auth'), await launch('core')];
    const payload = { ...state('m1', 'x'), added_later: 1 } as never;
    const id = await auth.app
      .get(Transactions)
      .run((session) =>
        auth.app.get(Outbox).add(session, 'auth.member.changed', { aggregateId: 'm1', version: 1, payload }),
      );
    await closed(auth);
    await onceEach(core, [id]);
  });

  it('are listed page by page, each once, the latest first', async () => {
    onMember = () => {
      throw CommonErrors.CONFLICT();
    };
    const [auth] = [await launch('auth', { events: { attempts: 1 } }), await launch('core')];
    await tell(auth, newIds(25));
    const letters = auth.app.get(DeadLetters);
    await until('all are dead', async () => (await letters.list()).total === 25);
    const seen: { id: string; failed_at: string }[] = [];
    let after: string | undefined;
    do {
      const page = await letters.list({ limit: 7, ...(after && { after }) });
      seen.push(...page.items);
      after = page.next_cursor;
    } while (after);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    const times = seen.map((letter) => letter.failed_at);
    expect(times).toEqual([...times].sort().reverse());
    await expect(letters.list({ after: 'junk' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('a handler', () => {
  it('whose own duplicate key is not mistaken for a second delivery', async () => {
    const [auth, core] = [await launch('auth'), await launch('core')];
    let tries = 0;
    onMember = async () => {
      tries += 1;
      const error = Object.assign(new Error('E11000 index: email_1 dup'), { code: 11000 });
      expect(isDuplicateKey(error)).toBe(true);
      await Promise.reject(error);
    };
    await tell(auth, ['m1']);
    const letters = core.app.get(DeadLetters);
    await until('it is dead', async () => (await letters.list()).total === 1);
    expect(tries).toBe(3);
    expect(await effects(core)).toEqual([]);
  });
});
