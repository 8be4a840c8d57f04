import { DeadLetters } from '@dongbaejul/messaging';
import { Consumer } from '../src/events/consumer';
import { EventQueues } from '../src/events/event-queues';
import { Inbox } from '../src/events/inbox';
import {
  arrived,
  closed,
  effects,
  launch,
  newIds,
  onceEach,
  openRows,
  script,
  stopOne,
  tell,
  useEventPlatform,
} from './events-platform';
import { until } from './support';

useEventPlatform();

const toldTo = (count: number): string => `${count} events wait for core`;

describe('events that wait together', () => {
  it('do not wait behind a burst on another key', async () => {
    const auth = await launch('auth');
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    script.onMember = (event) => (event.aggregate_id === 'hot' ? held : undefined);
    const hot = await tell(
      auth,
      Array.from({ length: 300 }, () => 'hot'),
    );
    const others = await tell(auth, newIds(10));
    const queue = await auth.app.get(EventQueues).get('core');
    await until(toldTo(310), async () => (await queue.getWaitingCount()) === 310);
    const core = await launch('core');
    await arrived(core, 10);
    await onceEach(core, others);
    letGo();
    await arrived(core, 310, 150_000);
    await closed(auth, 30_000);
    await onceEach(core, [...hot, ...others]);
    expect((await auth.app.get(DeadLetters).list()).pagination.total).toBe(0);
  }, 240_000);

  it('take effect in common transactions, without the one that fails', async () => {
    const auth = await launch('auth');
    const ids = await tell(auth, [...newIds(40), 'poison', ...newIds(40)]);
    script.onMember = (event) => {
      if (event.aggregate_id === 'poison') throw new Error('never');
    };
    const queue = await auth.app.get(EventQueues).get('core');
    await until(toldTo(81), async () => (await queue.getWaitingCount()) === 81);
    const together = jest.spyOn(Inbox.prototype, 'together');
    const core = await launch('core');
    await arrived(core, 80);
    const letters = auth.app.get(DeadLetters);
    await until('it is dead', async () => (await letters.list()).pagination.total === 1);
    await until('the others are closed', async () => (await openRows(auth)) === 1);
    const [letter] = (await letters.list()).items;
    expect(letter).toMatchObject({ aggregate_id: 'poison', attempts: 3 });
    expect(together.mock.calls.some(([group]) => group.length > 1)).toBe(true);
    await onceEach(
      core,
      ids.filter((id) => id !== letter?.event_id),
    );
    script.onMember = () => undefined;
    await letters.replay(letter?.id as string);
    await closed(auth);
    await onceEach(core, ids);
    together.mockRestore();
  }, 60_000);

  it('are left to the next process when this one stops', async () => {
    const auth = await launch('auth');
    const ids = await tell(auth, newIds(60));
    const queue = await auth.app.get(EventQueues).get('core');
    await until(toldTo(60), async () => (await queue.getWaitingCount()) === 60);
    let finish: () => void = () => undefined;
    let begun = 0;
    script.onMember = () => {
      begun += 1;
      return new Promise((resolve) => (finish = resolve));
    };
    const stopping = await launch('core', { events: { concurrency: 1 } });
    await until('one is worked on and others are held', async () => begun === 1 && (await queue.getActiveCount()) > 1);
    const stopped = stopping.app.get(Consumer).stop();
    finish();
    await stopped;
    expect([begun, (await effects(stopping)).length]).toEqual([1, 1]);
    expect(await queue.getActiveCount()).toBe(0);
    await stopOne(stopping);
    script.onMember = () => undefined;
    const next = await launch('core');
    await closed(auth);
    await onceEach(next, ids);
  }, 60_000);
});
