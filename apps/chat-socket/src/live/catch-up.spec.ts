import type { Hints } from '@dongbaejul/messaging';
import { IntervalJobs, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Logger } from '@nestjs/common';
import type { Types } from 'mongoose';
import type { MessagesRepository } from '../messages/messages.repository';
import { CatchUp } from './catch-up';
import type { FanOut } from './fan-out';
import type { RoomChanges } from './room-changes';

const ROOMS = Array.from({ length: 12 }, (_, i) => `65f0000000000000000000${String(i).padStart(2, '0')}`);
const [BROKEN] = ROOMS as [string];
const TICK_MS = 1_000;

describe('CatchUp', () => {
  let hears: boolean;
  let tellGap: (state: 'lost' | 'back') => void;
  let broken: string | undefined;
  /** Of every room, the changes that are stored. */
  let changed: { changed_at: Date }[];
  let looked: string[];
  let told: Map<string, number>;
  let shutdown: Shutdown;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    [hears, broken, changed, looked, told] = [true, undefined, [], [], new Map()];
    const feed = { expect: () => undefined, recheck: () => Promise.resolve() };
    const fanOut = { roomIds: ROOMS, forgetEmpty: () => undefined, peek: () => Promise.resolve(feed) };
    const messages = {
      lastSeq: (id: Types.ObjectId): Promise<number> => {
        if (String(id) === broken) return Promise.reject(new Error('not readable'));
        looked.push(String(id));
        return Promise.resolve(1);
      },
      changedSince: (_id: Types.ObjectId, since: Date) => changed.filter((one) => one.changed_at >= since),
    };
    const deliver = (roomId: string, rows: readonly unknown[]): Promise<void> => {
      told.set(roomId, (told.get(roomId) ?? 0) + rows.length);
      return Promise.resolve();
    };
    const hints = {
      get hears(): boolean {
        return hears;
      },
      onGap: (fn: typeof tellGap) => void (tellGap = fn),
    };
    shutdown = new Shutdown();
    const startup = new StartupTasks(shutdown);
    new CatchUp(
      fanOut as unknown as FanOut,
      { deliver } as unknown as RoomChanges,
      messages as unknown as MessagesRepository,
      hints as unknown as Hints,
      new IntervalJobs(startup, shutdown),
    );
    await startup.run();
    await settle();
  });
  afterEach(async () => {
    await shutdown.drain();
    jest.useRealTimers();
    Logger.overrideLogger(['error', 'warn', 'log']);
  });

  /** Lets everything that is due happen, without a clock. */
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const tick = async (times = 1): Promise<void> => {
    for (let i = 0; i < times; i += 1) {
      jest.advanceTimersByTime(TICK_MS);
      await settle();
    }
  };
  const change = (count = 1): void => {
    for (let i = 0; i < count; i += 1) changed.push({ changed_at: new Date() });
  };

  it('looks at every room, whichever of them cannot be read, and again at that one before long', async () => {
    looked = [];
    broken = BROKEN;
    await tick(10);
    expect(new Set(looked)).toEqual(new Set(ROOMS.slice(1)));
    [broken, looked] = [undefined, []];
    await tick();
    expect(looked).toEqual([BROKEN]);
    await tick();
    expect(looked).toEqual([BROKEN]);
  });

  it('tells what changed in a gap in every room, later in one that could not be read', async () => {
    broken = BROKEN;
    tellGap('lost');
    change(3);
    tellGap('back');
    await settle();
    expect([told.get(BROKEN), ...ROOMS.slice(1).map((id) => told.get(id))]).toEqual([
      undefined,
      ...ROOMS.slice(1).map(() => 3),
    ]);
    await tick(30);
    broken = undefined;
    await tick();
    expect([...told.values()]).toEqual(ROOMS.map(() => 3));
  });

  it('tells all that changed, however much it is, and not all of it again each second', async () => {
    hears = false;
    change(700);
    await tick(60);
    const first = told.get(BROKEN) as number;
    expect(first).toBeGreaterThanOrEqual(700);
    // What is told again is what changed within seconds of the last look.
    expect(first).toBeLessThan(10 * 700);
    change();
    hears = true;
    await tick(20);
    const second = told.get(BROKEN) as number;
    expect(second).toBeGreaterThan(first);
    expect(second).toBeLessThan(first + 20);
  });
});
