import { Lanes, NotNow, Task } from './lanes';

interface Named extends Task {
  name: string;
}

const task = (name: string, key = name, alone = false): Named => ({ name, key, alone });

/** Groups under way, each ended by hand. */
class Bench {
  readonly begun: string[][] = [];
  private readonly ends = new Map<string, (done: number | Error) => void>();
  readonly lanes: Lanes<Named, string>;

  constructor(options: { lanes?: number; group?: number; perKey?: number } = {}) {
    this.lanes = new Lanes((tasks) => this.work(tasks), { lanes: 1, group: 10, perKey: 10, ...options });
  }

  private work(tasks: Named[]): Promise<(string | undefined)[]> {
    const names = tasks.map(({ name }) => name);
    this.begun.push(names);
    return new Promise((resolve, reject) => {
      this.ends.set(names.join(' '), (done) =>
        done instanceof Error
          ? reject(done)
          : resolve(names.map((name, index) => (index < done ? `${name}!` : undefined))),
      );
    });
  }

  /** Ends a group: with so many of its tasks done (all of them unless told), or with a failure. */
  async end(names: string, done: number | Error = Number.MAX_SAFE_INTEGER): Promise<void> {
    this.ends.get(names)?.(done);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('lanes', () => {
  it('work together on what came while they were busy', async () => {
    const bench = new Bench();
    const outcomes = ['a', 'b', 'c'].map((name) => bench.lanes.run(task(name)));
    await bench.end('a');
    await bench.end('b c');
    expect(await Promise.all(outcomes)).toEqual(['a!', 'b!', 'c!']);
    expect(bench.begun).toEqual([['a'], ['b', 'c']]);
    expect(bench.lanes.isIdle).toBe(true);
  });

  it('have a key in one group at a time, in the order of asking, while other keys go on', async () => {
    const bench = new Bench({ lanes: 2 });
    for (const name of ['hot1', 'hot2', 'hot3', 'cold']) void bench.lanes.run(task(name, name.slice(0, 3)));
    expect(bench.begun).toEqual([['hot1'], ['cold']]);
    await bench.end('cold');
    expect(bench.begun).toHaveLength(2);
    await bench.end('hot1');
    await bench.end('hot2');
    await bench.end('hot3');
    expect(bench.begun.slice(2)).toEqual([['hot2'], ['hot3']]);
  });

  it('share what waits, so that a slow group does not hold everything', async () => {
    const bench = new Bench({ lanes: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) void bench.lanes.run(task(name));
    await bench.end('a');
    await bench.end('b');
    expect(bench.begun.slice(2)).toEqual([['c', 'd'], ['e']]);
  });

  it('take a failing group apart, so that only the one that spoils it fails', async () => {
    const bench = new Bench();
    const outcomes = ['first', 'good', 'bad', 'fine'].map((name) => bench.lanes.run(task(name)));
    const settled = Promise.allSettled(outcomes);
    await bench.end('first');
    await bench.end('good bad fine', new Error('spoilt'));
    await bench.end('good');
    await bench.end('bad', new Error('bad'));
    await bench.end('fine');
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    await expect(outcomes[2]).rejects.toThrow('bad');
  });

  it('do not put what failed before together with others, nor let its key overtake it', async () => {
    const bench = new Bench();
    void bench.lanes.run(task('first'));
    for (const each of [task('a'), task('failed', 'k', true), task('later', 'k'), task('b')])
      void bench.lanes.run(each);
    await bench.end('first');
    await bench.end('a b');
    await bench.end('failed');
    await bench.end('later');
    expect(bench.begun).toEqual([['first'], ['a', 'b'], ['failed'], ['later']]);
  });

  it('give those that a group did not come to another turn, before what came later', async () => {
    const bench = new Bench();
    for (const name of ['first', 'a', 'b', 'c']) void bench.lanes.run(task(name));
    await bench.end('first');
    void bench.lanes.run(task('late'));
    await bench.end('a b c', 1);
    expect(bench.begun.at(-1)).toEqual(['b', 'c', 'late']);
  });

  it('refuse what is too much of one key, and take it when some of that is done', async () => {
    const bench = new Bench({ perKey: 2 });
    void bench.lanes.run(task('a1', 'a'));
    void bench.lanes.run(task('a2', 'a'));
    await expect(bench.lanes.run(task('a3', 'a'))).rejects.toThrow(NotNow);
    void bench.lanes.run(task('b'));
    await bench.end('a1');
    void bench.lanes.run(task('a3', 'a'));
    await bench.end('a2 b');
    expect(bench.begun.at(-1)).toEqual(['a3']);
  });

  it('begin nothing after a stop, and refuse what waits', async () => {
    const bench = new Bench();
    const running = bench.lanes.run(task('a'));
    const waiting = bench.lanes.run(task('b'));
    bench.lanes.stop();
    await expect(waiting).rejects.toThrow(NotNow);
    await expect(bench.lanes.run(task('c'))).rejects.toThrow(NotNow);
    await bench.end('a');
    expect(await running).toBe('a!');
    expect(bench.begun).toEqual([['a']]);
  });
});
