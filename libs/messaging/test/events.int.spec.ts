import { CommonErrors, EVENT_SUBSCRIBERS, EventEnvelope } from '@dongbaejul/contracts';
import { runInContext } from '@dongbaejul/service-kit';
import { getModelToken } from '@nestjs/mongoose';
import { Model, Types } from 'mongoose';
import { Transactions } from '@dongbaejul/persistence';
import { DeadLetters, Outbox } from '@dongbaejul/messaging';
import { Consumer } from '../src/events/consumer';
import { EventQueues, jobIdOf } from '../src/events/event-queues';
import { Inbox } from '../src/events/inbox';
import {
  arrived,
  closed,
  launch,
  Member,
  newIds,
  onceEach,
  redis,
  script,
  state,
  stopOne,
  tell,
  useEventPlatform,
} from './events-platform';
import { Running, until } from './support';

useEventPlatform();

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
    expect(script.traces).toEqual(['trace-1']);
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
    let done = 0;
    const dieAfter = async (count: number, effects: Promise<unknown>): Promise<never> => {
      await effects;
      done += count;
      return new Promise(() => undefined);
    };
    const [once, together] = [inbox.once.bind(inbox), inbox.together.bind(inbox)];
    jest.spyOn(inbox, 'once').mockImplementation((...args) => dieAfter(1, once(...args)));
    jest.spyOn(inbox, 'together').mockImplementation((...args) => dieAfter(args[0].length, together(...args)));
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

  it('reach one subscriber while the queue of another is full, and that one when it is not', async () => {
    const subscribers = EVENT_SUBSCRIBERS as Record<string, readonly string[]>;
    const before = subscribers['auth.member.changed'];
    subscribers['auth.member.changed'] = ['core', 'chat-socket'];
    try {
      const [auth, core] = [await launch('auth'), await launch('core')];
      const queue = await auth.app.get(EventQueues).get('chat-socket');
      const depth = jest.spyOn(queue, 'getJobCountByTypes').mockResolvedValue(20_000);
      const ids = await tell(auth, newIds(3));
      await arrived(core, 3);
      const outbox = auth.mongo.db.collection('outbox');
      await until('only the other is waited for', async () => {
        const rows = await outbox.find({ open: true }).toArray();
        return rows.length === 3 && rows.every(({ pending }) => String(pending) === 'chat-socket');
      });
      await onceEach(core, ids);
      depth.mockRestore();
      expect(await queue.getWaitingCount()).toBe(0);
      await until('the other has them', async () => (await queue.getWaitingCount()) === 3);
    } finally {
      subscribers['auth.member.changed'] = before as readonly string[];
    }
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
    // The pauses double: with more tries this would take longer, and show no more.
    const tries = 2;
    let refusals = 0;
    script.onMember = () => {
      refusals += 1;
      if (refusals <= tries + 1) throw CommonErrors.SERVICE_UNAVAILABLE();
    };
    const [auth, core] = [await launch('auth', { events: { attempts: tries } }), await launch('core')];
    const [id] = await tell(auth, ['m1']);
    await arrived(core, 1, 60_000);
    await closed(auth);
    await onceEach(core, [id as string]);
    expect(refusals).toBe(tries + 2);
    expect((await core.app.get(DeadLetters).list()).pagination.total).toBe(0);
  }, 70_000);

  it('finish before the service stops', async () => {
    let finish: () => void = () => undefined;
    let entered = false;
    script.onMember = () => {
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

  it('are let go of by a service that stops before they are done, and comes to rest', async () => {
    const [auth, stopping] = [await launch('auth'), await launch('core')];
    const inbox = stopping.app.get(Inbox);
    let giveUp: () => void = () => undefined;
    const forLong = (): Promise<never> => new Promise((_resolve, reject) => (giveUp = () => reject(new Error('late'))));
    const begun = [jest.spyOn(inbox, 'once'), jest.spyOn(inbox, 'together')];
    for (const one of begun) one.mockImplementation(forLong);
    const [id] = await tell(auth, ['m1']);
    await until('it is begun', () => begun.some(({ mock }) => mock.calls.length > 0));
    await stopping.app.get(Consumer).stop();
    giveUp();
    // Were it handed in again and again without a pause, no timer would come any more.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const core = await launch('core');
    await closed(auth, 30_000);
    await onceEach(core, [id as string]);
  }, 60_000);
});
