import { Injectable, Logger } from '@nestjs/common';
import { Shutdown } from './shutdown';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;
/** A dependency that stays away is reported at the first try and then every this many milliseconds. */
const REPORT_EVERY_MS = 10_000;

/**
 * What has to be true before a service takes work: database connected, migrations run, first snapshot fetched.
 * Tasks run one after another, in the background after the port is open, each until it succeeds; so services start in
 * any order and wait for what they need. Until all are done `/readyz` and every API route answer 503.
 */
@Injectable()
export class StartupTasks {
  private readonly logger = new Logger(StartupTasks.name);
  private readonly tasks: { name: string; run: () => Promise<void> }[] = [];
  private current: string | undefined = 'starting';
  private finish: () => void = () => undefined;
  private readonly finished = new Promise<void>((resolve) => (this.finish = resolve));

  constructor(private readonly shutdown: Shutdown) {}

  /** Adds a task; tasks run in the order of being added. */
  add(name: string, run: () => Promise<void>): void {
    this.tasks.push({ name, run });
  }

  /** The task under way, or undefined when the service is ready. */
  get pending(): string | undefined {
    return this.current;
  }

  /** Resolves when every task has succeeded. Never rejects. */
  whenDone(): Promise<void> {
    return this.finished;
  }

  /** Runs all tasks. Called once, by the bootstrap. */
  async run(): Promise<void> {
    for (const task of this.tasks) {
      this.current = task.name;
      if (!(await this.untilItSucceeds(task))) return;
    }
    this.current = undefined;
    this.finish();
  }

  private async untilItSucceeds(task: { name: string; run: () => Promise<void> }): Promise<boolean> {
    let delay = FIRST_DELAY_MS;
    let reportedAt = 0;
    while (!this.shutdown.isDraining) {
      try {
        await task.run();
        return true;
      } catch (error) {
        if (Date.now() - reportedAt >= REPORT_EVERY_MS) {
          reportedAt = Date.now();
          this.logger.warn({ msg: `waiting for ${task.name}`, reason: (error as Error).message });
        }
        await new Promise((resolve) => setTimeout(resolve, delay));
        delay = Math.min(delay * 2, LONGEST_DELAY_MS);
      }
    }
    return false;
  }
}
