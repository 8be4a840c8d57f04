import { IntervalJobs, metrics, Shutdown } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { entriesOf } from './log-line';
import { AT_ONCE, type Batch, LogStream } from './log-stream';
import { LogsRepository } from './logs.repository';

const LOOK_EVERY_MS = 500;
/** Looking for what others left behind, every so many rounds. */
const ROUNDS_BETWEEN_CLAIMS = 60;

const kept = metrics.counter({ name: 'log_lines_kept_total', help: 'Log lines kept for /admin/logs' });

/** Moves what services logged from the stream into the database, for 30 days. */
@Injectable()
export class LogKeeperJob {
  private rounds = 0;
  /** What was read and is not kept yet: nothing more is read while the database does not take it. */
  private inHand: Batch[] = [];

  constructor(
    private readonly stream: LogStream,
    private readonly repository: LogsRepository,
    jobs: IntervalJobs,
    shutdown: Shutdown,
  ) {
    // Before the job's own step, as the latest comes first: the reader leaves when the last turn has ended.
    shutdown.onClose('log reader', () => this.stream.leave().catch(() => undefined));
    const run = (signal: AbortSignal): Promise<void> => this.keepUp(signal);
    jobs.start({ name: 'log keeper', everyMs: LOOK_EVERY_MS, run, until: 'close' });
  }

  /** As long as there was as much as is read at once, more may wait. */
  private async keepUp(signal: AbortSignal): Promise<void> {
    while ((await this.round()) >= AT_ONCE && !signal.aborted);
  }

  /** @returns how many batches it moved */
  private async round(): Promise<number> {
    if (this.inHand.length === 0) this.inHand = await this.read();
    const batches = this.inHand;
    const entries = batches.flatMap(({ id, lines }) => entriesOf(id, lines));
    await this.repository.keep(entries);
    await this.stream.done(batches);
    kept.inc(entries.length);
    this.inHand = [];
    return batches.length;
  }

  private async read(): Promise<Batch[]> {
    this.rounds += 1;
    const isClaiming = this.rounds % ROUNDS_BETWEEN_CLAIMS === 0;
    if (isClaiming) await this.stream.forgetDead();
    const left = isClaiming ? await this.stream.abandoned() : [];
    return [...left, ...(await this.stream.next())];
  }
}
