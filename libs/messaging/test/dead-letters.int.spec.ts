import { CommonErrors } from '@dongbaejul/contracts';
import { runInContext } from '@dongbaejul/service-kit';
import { isDuplicateKey, MongoConnection, Transactions } from '@dongbaejul/persistence';
import { DeadLetters, Outbox } from '@dongbaejul/messaging';
import {
  closed,
  effects,
  launch,
  newIds,
  onceEach,
  openRows,
  script,
  state,
  tell,
  useEventPlatform,
} from './events-platform';
import { EventQueues } from '../src/events/event-queues';
import { until } from './support';

useEventPlatform();

describe('dead letters', () => {
  it('hold what failed too often, with a safe reason, and play it again', async () => {
    let broken = true;
    let tries = 0;
    script.onMember = () => {
      tries += 1;
      if (broken) throw new Error('password=hunter2');
    };
    const [auth, core] = [await launch('auth'), await launch('core')];
    const [id] = await runInContext({ traceId: 'trace-dead', language: 'ko' }, () => tell(auth, ['m1']));
    const letters = auth.app.get(DeadLetters);
    await until('it is dead', async () => (await letters.list()).pagination.total === 1);
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
    await until('it is dead', async () => (await letters.list()).pagination.total === 1);
    const [letter] = (await letters.list()).items;
    expect(letter).toMatchObject({ attempts: 1, reason: { code: 'INVALID_INPUT' } });
  });

  it('are dismissed for good: no effect, none waiting, not even after Redis lost the queue', async () => {
    const [auth, core] = [await launch('auth'), await launch('core')];
    const payload = { ...state('m1', 'x'), display_name: 7 } as never;
    const id = await auth.app
      .get(Transactions)
      .run((session) =>
        auth.app.get(Outbox).add(session, 'auth.member.changed', { aggregateId: 'm1', version: 1, payload }),
      );
    const letters = auth.app.get(DeadLetters);
    await until('it is dead', async () => (await letters.list()).pagination.total === 1);
    await letters.replay(`${id}-core`);
    await until('it is dead again', async () => (await letters.list()).pagination.total === 1);
    await Promise.allSettled(Array.from({ length: 3 }, () => letters.dismiss(`${id}-core`)));
    await closed(auth);
    expect((await letters.list()).items).toEqual([]);
    await expect(letters.dismiss(`${id}-core`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // As the outbox would bring it again.
    const queue = await core.app.get(EventQueues).get('core');
    await queue.obliterate({ force: true });
    await auth.app
      .get(MongoConnection)
      .db.collection('outbox')
      .updateMany(
        {},
        { $set: { open: true, pending: ['core'], due_at: new Date(), checks: 0 }, $unset: { closed_at: 1 } },
      );
    await closed(auth);
    expect((await letters.list()).items).toEqual([]);
    expect(await effects(core)).toEqual([]);
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
    script.onMember = () => {
      throw CommonErrors.CONFLICT();
    };
    const [auth] = [await launch('auth', { events: { attempts: 1 } }), await launch('core')];
    await tell(auth, newIds(25));
    const letters = auth.app.get(DeadLetters);
    await until('all are dead', async () => (await letters.list()).pagination.total === 25);
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
    const numbered = await Promise.all([1, 2, 3, 4, 5].map((page) => letters.list({ limit: 7, page })));
    expect(numbered.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(seen.map(({ id }) => id));
    expect(numbered[1]?.pagination).toEqual({ total: 25, page: 2, pages: 4, limit: 7 });
    expect(numbered.map(({ next_cursor }) => next_cursor !== undefined)).toEqual([true, true, true, false, false]);
    await expect(letters.list({ page: 10_000 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(letters.list({ after: 'junk' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('a handler', () => {
  it('whose own duplicate key is not mistaken for a second delivery', async () => {
    const [auth, core] = [await launch('auth'), await launch('core')];
    let tries = 0;
    script.onMember = async () => {
      tries += 1;
      const error = Object.assign(new Error('E11000 index: email_1 dup'), { code: 11000 });
      expect(isDuplicateKey(error)).toBe(true);
      await Promise.reject(error);
    };
    await tell(auth, ['m1']);
    const letters = core.app.get(DeadLetters);
    await until('it is dead', async () => (await letters.list()).pagination.total === 1);
    expect(tries).toBe(3);
    expect(await effects(core)).toEqual([]);
  });
});
