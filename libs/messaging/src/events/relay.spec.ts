import type { MigrationRunner, MongoConnection } from '@dongbaejul/persistence';
import type { Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Logger } from '@nestjs/common';
import type { MessagingOptions } from '../messaging.options';
import type { EmbeddedOutbox } from './embedded-outbox';
import type { EventQueues } from './event-queues';
import type { HandOver } from './hand-over';
import { OUTBOX } from './outbox-row';
import { Relay } from './relay';

const POLL = 2_000;

describe('where the relay looks for embedded events', () => {
  const looked: string[][] = [];
  let relay: Relay;
  let isAway = false;

  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['error', 'warn', 'log']));
  beforeEach(() => {
    jest.useFakeTimers();
    looked.length = 0;
    const embedded = {
      collections: ['games', 'posts'],
      collect: async (from: Iterable<string> = ['games', 'posts']) => {
        looked.push([...from]);
        if (isAway) throw new Error('away');
      },
    };
    const watch = (): never => {
      throw new Error('nothing to watch');
    };
    relay = new Relay(
      { db: { watch } } as unknown as MongoConnection,
      { batch: async () => false, countOpen: async () => 0 } as unknown as HandOver,
      embedded as unknown as EmbeddedOutbox,
      {} as EventQueues,
      { service: 'nobody-hears', config: {}, events: { poll: POLL } } as unknown as MessagingOptions,
      { add: () => undefined } as unknown as MigrationRunner,
      { whenDone: () => new Promise(() => undefined) } as unknown as StartupTasks,
      { onClose: () => undefined } as unknown as Shutdown,
    );
    relay.start();
  });
  afterEach(async () => {
    isAway = false;
    await relay.stop();
    jest.useRealTimers();
  });

  const after = async (ms: number, act = (): void => undefined): Promise<string[][]> => {
    await jest.advanceTimersByTimeAsync(1);
    looked.length = 0;
    act();
    await jest.advanceTimersByTimeAsync(ms);
    return looked;
  };

  it('is everywhere at its start, and at each poll', async () => {
    await jest.advanceTimersByTimeAsync(1);
    expect(looked).toEqual([['games', 'posts']]);
    expect(await after(POLL + 1)).toEqual([['games', 'posts']]);
  });

  it('is where something was written, and nowhere for what is in the outbox', async () => {
    expect(await after(1, () => relay.nudge('games'))).toEqual([['games']]);
    expect(await after(1, () => relay.nudge(OUTBOX))).toEqual([[]]);
  });

  it('is everywhere after a poll also when it is never left alone', async () => {
    const beat = setInterval(() => relay.nudge(OUTBOX), 100);
    const everywhere = (await after(POLL + 200)).filter((from) => from.length === 2);
    clearInterval(beat);
    expect(everywhere).toHaveLength(1);
  });

  it('is everywhere again once the database is back', async () => {
    isAway = true;
    await after(1, () => relay.nudge('games'));
    isAway = false;
    expect(await after(1, () => relay.nudge(OUTBOX))).toEqual([['games', 'posts']]);
  });
});
