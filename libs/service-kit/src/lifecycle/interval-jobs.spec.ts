import { Logger } from '@nestjs/common';
import { requestContext } from '../context/request-context';
import { IntervalJob, IntervalJobOptions, IntervalJobs } from './interval-jobs';
import { Shutdown } from './shutdown';
import { StartupTasks } from './startup-tasks';

const LONG = 3_600_000;

/** Lets everything that is due happen, without a clock. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('IntervalJobs', () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['error', 'warn', 'log']));
  let shutdown: Shutdown;
  let startup: StartupTasks;
  let traces: (string | undefined)[];
  let ends: ((error?: Error) => void)[];
  beforeEach(() => {
    shutdown = new Shutdown();
    startup = new StartupTasks(shutdown);
    traces = [];
    ends = [];
  });
  afterEach(async () => {
    ends.forEach((end) => end());
    await shutdown.drain();
    await shutdown.close();
  });

  const start = (more: Partial<IntervalJobOptions> = {}): IntervalJob =>
    new IntervalJobs(startup, shutdown).start({
      name: 'test',
      everyMs: LONG,
      run: () => {
        traces.push(requestContext()?.traceId);
        return new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
      },
      ...more,
    });

  it('begins when the service is ready, with a turn at once', async () => {
    const job = start();
    job.trigger();
    await settle();
    expect(traces).toHaveLength(0);
    await startup.run();
    await settle();
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('waits an interval when it is told to, and then goes on by itself', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      start({ atOnce: false });
      await startup.run();
      await settle();
      expect(traces).toHaveLength(0);
      for (const turn of [1, 2]) {
        jest.advanceTimersByTime(LONG);
        expect(traces).toHaveLength(turn);
        ends.pop()?.();
        await settle();
      }
      expect(new Set(traces).size).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('does one turn at a time, and goes on after a failed one', async () => {
    const job = start();
    await startup.run();
    await settle();
    job.trigger();
    expect(traces).toHaveLength(1);
    ends.pop()?.(new Error('no'));
    await settle();
    job.trigger();
    expect(traces).toHaveLength(2);
  });

  it('goes on after a turn that threw instead of rejecting', async () => {
    let count = 0;
    const job = start({
      run: () => {
        count += 1;
        throw new Error('at once');
      },
    });
    await startup.run();
    await settle();
    job.trigger();
    expect(count).toBe(2);
  });

  it.each(['drain', 'close'] as const)('ends at the %s, after the turn under way', async (until) => {
    let told = false;
    const job = start({
      until,
      run: (signal) =>
        new Promise<void>((resolve) => {
          ends.push(() => resolve());
          signal.addEventListener('abort', () => (told = true));
        }),
    });
    await startup.run();
    await settle();
    let isOver = false;
    const over = (until === 'drain' ? shutdown.drain() : shutdown.close()).then(() => (isOver = true));
    await settle();
    expect(told).toBe(true);
    expect(isOver).toBe(false);
    ends.pop()?.();
    await over;
    job.trigger();
    expect(ends).toHaveLength(0);
  });

  it('never begins in a process that was stopped before it was ready', async () => {
    start({ until: 'close' });
    await shutdown.drain();
    await startup.run();
    await settle();
    expect(traces).toHaveLength(0);
  });
});
