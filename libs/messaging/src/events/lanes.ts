/** Something to be worked on. */
export interface Task {
  /** Tasks with the same key are worked on one after another, in the order of asking. */
  key: string;
  /** Not together with others: it has failed before. */
  alone: boolean;
}

/**
 * Works on several tasks together.
 * @returns an outcome for each task, at least for one; where it is undefined the task gets another turn
 * @throws when none of them was done
 */
export type Work<T extends Task, R> = (tasks: T[]) => Promise<(R | undefined)[]>;

export interface LanesOptions {
  /** Groups that are worked on at once. */
  lanes: number;
  /** Tasks in a group at most. */
  group: number;
  /** Tasks of one key that may be here at once; what is more is told to come again. */
  perKey: number;
}

/** Why a task was not begun: too many of its key are here, or the process stops. */
export class NotNow extends Error {}

interface Entry<T, R> {
  task: T;
  resolve: (outcome: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Works on tasks in groups, several groups side by side, a key in one of them at a time. A group that fails is taken
 * apart, so that whoever spoilt it fails alone.
 */
export class Lanes<T extends Task, R> {
  private waiting: Entry<T, R>[] = [];
  private readonly busy = new Set<string>();
  private readonly present = new Map<string, number>();
  private running = 0;
  private stopped = false;

  constructor(
    private readonly work: Work<T, R>,
    private readonly options: LanesOptions,
  ) {}

  /** Whether nothing is being worked on. */
  get isIdle(): boolean {
    return this.running === 0;
  }

  /** @throws NotNow, or why the task failed when nothing else was worked on with it */
  async run(task: T): Promise<R> {
    const before = this.present.get(task.key) ?? 0;
    if (this.stopped || before >= this.options.perKey) throw new NotNow();
    this.present.set(task.key, before + 1);
    try {
      return await new Promise<R>((resolve, reject) => {
        this.waiting.push({ task, resolve, reject });
        this.fill();
      });
    } finally {
      const others = (this.present.get(task.key) ?? 1) - 1;
      if (others > 0) this.present.set(task.key, others);
      else this.present.delete(task.key);
    }
  }

  /** Begins nothing more; what waits is told NotNow. */
  stop(): void {
    this.stopped = true;
    for (const { reject } of this.waiting.splice(0)) reject(new NotNow());
  }

  private fill(): void {
    while (this.running < this.options.lanes) {
      const group = this.next();
      if (group.length === 0) return;
      void this.start(group);
    }
  }

  /** The oldest tasks whose keys are free: a lane's fair share, so that slow ones do not wait behind each other. */
  private next(): Entry<T, R>[] {
    const share = Math.min(this.options.group, Math.ceil(this.waiting.length / this.options.lanes));
    const group: Entry<T, R>[] = [];
    const passedOver = new Set<string>(this.busy);
    for (const entry of this.waiting) {
      const { key, alone } = entry.task;
      if (passedOver.has(key)) continue;
      if (alone && group.length > 0) {
        passedOver.add(key);
        continue;
      }
      group.push(entry);
      if (alone || group.length >= share) break;
    }
    const chosen = new Set(group);
    if (chosen.size > 0) this.waiting = this.waiting.filter((entry) => !chosen.has(entry));
    return group;
  }

  private async start(group: Entry<T, R>[]): Promise<void> {
    const keys = new Set(group.map(({ task }) => task.key));
    for (const key of keys) this.busy.add(key);
    this.running += 1;
    try {
      const outcomes = await this.work(group.map(({ task }) => task));
      for (const [index, { resolve }] of group.entries()) {
        const outcome = outcomes[index];
        if (outcome !== undefined) resolve(outcome);
      }
      this.takeBack(group.filter((_, index) => outcomes[index] === undefined));
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else this.takeBack(group.map((entry) => ({ ...entry, task: { ...entry.task, alone: true } })));
    }
    this.running -= 1;
    for (const key of keys) this.busy.delete(key);
    this.fill();
  }

  private takeBack(entries: Entry<T, R>[]): void {
    this.waiting.unshift(...entries);
    if (this.stopped) this.stop();
  }
}
