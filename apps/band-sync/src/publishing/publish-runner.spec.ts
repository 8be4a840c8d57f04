import { IntervalJobs, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import type { BandSyncConfig } from '../config';
import type { PublishJob } from './publish-job';
import { MOST_AT_ONCE } from './publish-rules';
import { PublishRunner } from './publish-runner';
import type { PublicationsRepository } from './publications.repository';

const LONG = 3_600_000;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The queue and the job stand still in this test; what is tested is who is taken up when. */
describe('the runner of publications', () => {
  let shutdown: Shutdown;
  let waiting: string[];
  let begun: string[];
  let ends: Map<string, () => void>;
  let due: Date | undefined;
  let runner: PublishRunner;

  beforeEach(async () => {
    shutdown = new Shutdown();
    const startup = new StartupTasks(shutdown);
    [waiting, begun, ends, due] = [[], [], new Map(), undefined];
    const repository = {
      claim: () => Promise.resolve(waiting.length > 0 ? { trace_id: waiting.shift() } : null),
      nextDue: () => Promise.resolve(due),
    };
    const run = ({ trace_id: id }: { trace_id: string }): Promise<void> => {
      begun.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    };
    runner = new PublishRunner(
      repository as unknown as PublicationsRepository,
      { run } as unknown as PublishJob,
      { PUBLISH_LOOK_EVERY_MS: LONG } as BandSyncConfig,
      new IntervalJobs(startup, shutdown),
      shutdown,
    );
    await startup.run();
    await settle();
  });
  afterEach(async () => {
    ends.forEach((end) => end());
    await shutdown.drain();
  });

  it('takes up a few at a time, and another when one ends', async () => {
    waiting = ['a', 'b', 'c', 'd', 'e', 'f'];
    runner.look();
    await settle();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    expect(begun).toHaveLength(MOST_AT_ONCE);
    ends.get('c')?.();
    await settle();
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('looks again for what came while it looked, and when something falls due', async () => {
    runner.look();
    waiting = ['ordered meanwhile'];
    runner.look();
    await settle();
    expect(begun).toEqual(['ordered meanwhile']);

    due = new Date(Date.now() + 20);
    runner.look();
    await settle();
    [waiting, due] = [['due'], undefined];
    while (begun.length < 2) await settle();
    expect(begun.at(-1)).toBe('due');
  });

  it('is over when those under way are, and takes up no more', async () => {
    waiting = ['a'];
    runner.look();
    await settle();
    let isOver = false;
    const over = shutdown.drain().then(() => (isOver = true));
    waiting = ['b'];
    runner.look();
    await settle();
    expect(isOver).toBe(false);
    ends.get('a')?.();
    await over;
    expect(begun).toEqual(['a']);
  });
});
