import type { ErrorShape } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { AnyChange, ChangeWriter } from './change-writer';
import { ProgressFeed } from './progress-feed';
import { countsOf, record, sum } from './run-counts';
import { Lease, RunLeases } from './run-leases.repository';
import type { Seen, SeenKind, SeenNews } from './run-seen';
import { SyncErrors } from './sync-runs.errors';
import { CountedKind, noCounts, RunCounts, RunPlace, SyncRun } from './sync-run.schema';

/** Events and mirror rows of one transaction: far below what it may take in its 5 s. */
const LARGEST_WRITE = 300;
/** Pages that changed nothing are noted together, at most this long after one another. */
const NOTE_EVERY_MS = 2_000;

const noNews = (): SeenNews => ({ posts: [], members: [], albums: [], photos: [] });

export interface RunProgressParts {
  leases: RunLeases;
  writer: ChangeWriter;
  transactions: Transactions;
  feed: ProgressFeed;
}

/** Writes what a run brings and how far it got, in the same transactions, under the run's lease. */
export class RunProgress {
  private counts: RunCounts = noCounts();
  private news = noNews();
  private warnings: ErrorShape[] = [];
  private notedAt = Date.now();
  private pages: number;
  private noted: RunPlace;
  private dirty = false;

  private constructor(
    private readonly lease: Lease,
    run: SyncRun,
    private readonly seen: Seen,
    private readonly parts: RunProgressParts,
  ) {
    this.pages = run.pages;
    this.noted = { phase: run.phase, album: run.album ?? null, cursor: run.cursor };
  }

  static async open(lease: Lease, run: SyncRun, parts: RunProgressParts): Promise<RunProgress> {
    return new RunProgress(lease, run, await parts.leases.seenBefore(run._id), parts);
  }

  /** Where the run is. */
  get place(): RunPlace {
    return this.noted;
  }

  hasSeen(kind: SeenKind, key: string): boolean {
    return this.seen[kind].has(key);
  }

  /** What is in a list twice (it was modified meanwhile and moved up) counts once. */
  meet(kind: SeenKind, key: string): void {
    if (this.seen[kind].has(key)) return;
    this.seen[kind].add(key);
    this.news[kind].push(key);
    this.count(kind, 'seen');
  }

  count(kind: CountedKind, what: 'seen' | 'new' | 'changed' | 'gone', by = 1): void {
    this.counts[kind][what] += by;
  }

  /** BAND's list was not whole, by all that can be told: what is missing from it is not taken for gone. */
  doubt(list: 'posts' | 'comments' | 'albums' | 'photos'): void {
    this.warnings.push(SyncErrors.SYNC_LIST_NOT_WHOLE({ list }).toShape());
    this.dirty = true;
  }

  /** After a page of BAND's: writes its changes and where the run goes on. */
  async afterPage(changes: readonly AnyChange[], place: RunPlace): Promise<void> {
    this.pages += 1;
    await this.write(changes, place);
  }

  /** Writes changes and, unless nothing happened and it was noted a moment ago, how far the run is. */
  async write(changes: readonly AnyChange[], place = this.noted): Promise<void> {
    for (let from = 0; changes.length - from > LARGEST_WRITE; from += LARGEST_WRITE) {
      await this.part(changes.slice(from, from + LARGEST_WRITE));
    }
    const rest = changes.slice(Math.max(0, Math.ceil(changes.length / LARGEST_WRITE) - 1) * LARGEST_WRITE);
    if (rest.length === 0 && Date.now() - this.notedAt < NOTE_EVERY_MS) {
      this.noted = place;
      this.dirty = true;
      return;
    }
    await this.note(rest, place);
  }

  /** Notes what is not noted yet. */
  async flush(): Promise<void> {
    if (this.dirty) await this.note([], this.noted);
  }

  private async part(changes: readonly AnyChange[]): Promise<void> {
    const counts = countsOf(changes);
    await this.parts.transactions.run(async (session) => {
      await this.parts.leases.count(session, this.lease, counts);
      await this.parts.writer.write(session, changes);
    });
    record(counts);
  }

  private async note(changes: readonly AnyChange[], place: RunPlace): Promise<void> {
    const counts = sum(this.counts, countsOf(changes));
    const at = { ...place, pages: this.pages, counts, seen: this.news, warnings: this.warnings };
    await this.parts.transactions.run(async (session) => {
      await this.parts.leases.checkpoint(session, this.lease, at);
      await this.parts.writer.write(session, changes);
    });
    record(counts);
    this.counts = noCounts();
    this.news = noNews();
    this.warnings = [];
    this.notedAt = Date.now();
    this.noted = place;
    this.dirty = false;
    await this.parts.feed.tell(this.lease.runId);
  }
}
