import { Transactions } from '@dongbaejul/persistence';
import type { BandCursor } from '../band-client/band.types';
import type { Change } from '../posts/changes';
import { PostsRepository } from '../posts/posts.repository';
import { Lease, RunLeases } from './run-leases.repository';
import { CountedKind, noCounts, RunCounts, RunPhase, SyncRun } from './sync-run.schema';
import { syncedItems } from './sync.metrics';

/** Events and mirror rows of one transaction: far below what it may take in its 5 s. */
const LARGEST_WRITE = 300;
/** Pages that changed nothing are noted together, at most this long after one another. */
const NOTE_EVERY_MS = 2_000;

/** Writes what a run brings and how far it got, in the same transactions, under the run's lease. */
export class RunProgress {
  private counts: RunCounts = noCounts();
  private newPosts: string[] = [];
  private newMembers: string[] = [];
  private notedAt = Date.now();
  private pages: number;
  private place: { phase: RunPhase; cursor: BandCursor | null };
  private dirty = false;

  private constructor(
    private readonly lease: Lease,
    run: SyncRun,
    private readonly seen: { posts: Set<string>; members: Set<string> },
    private readonly leases: RunLeases,
    private readonly posts: PostsRepository,
    private readonly transactions: Transactions,
  ) {
    this.pages = run.pages;
    this.place = { phase: run.phase, cursor: run.cursor };
  }

  static async open(
    lease: Lease,
    run: SyncRun,
    leases: RunLeases,
    posts: PostsRepository,
    transactions: Transactions,
  ): Promise<RunProgress> {
    return new RunProgress(lease, run, await leases.seenBefore(run._id), leases, posts, transactions);
  }

  /** Whether the run has met this post. */
  hasSeenPost(key: string): boolean {
    return this.seen.posts.has(key);
  }

  /** A post that is in a list twice (it was modified meanwhile and moved up) counts once. */
  meetPost(key: string): void {
    if (this.seen.posts.has(key)) return;
    this.seen.posts.add(key);
    this.newPosts.push(key);
    this.count('posts', 'seen');
  }

  meetMember(key: string): void {
    if (this.seen.members.has(key)) return;
    this.seen.members.add(key);
    this.newMembers.push(key);
    this.count('members', 'seen');
  }

  count(kind: CountedKind, what: 'seen' | 'new' | 'changed' | 'gone', by = 1): void {
    this.counts[kind][what] += by;
  }

  /** After a page: writes its changes and where the list goes on. */
  async afterPage(changes: readonly Change[], cursor: BandCursor | null): Promise<void> {
    this.pages += 1;
    await this.write(changes, cursor ? { phase: 'posts', cursor } : { phase: 'gone', cursor: null });
  }

  /** Writes changes and, unless nothing happened and it was noted a moment ago, how far the run is. */
  async write(changes: readonly Change[], place = this.place): Promise<void> {
    for (let from = 0; changes.length - from > LARGEST_WRITE; from += LARGEST_WRITE) {
      await this.part(changes.slice(from, from + LARGEST_WRITE));
    }
    const rest = changes.slice(Math.max(0, Math.ceil(changes.length / LARGEST_WRITE) - 1) * LARGEST_WRITE);
    if (rest.length === 0 && Date.now() - this.notedAt < NOTE_EVERY_MS) {
      this.place = place;
      this.dirty = true;
      return;
    }
    await this.note(rest, place);
  }

  /** Notes what is not noted yet. */
  async flush(): Promise<void> {
    if (this.dirty) await this.note([], this.place);
  }

  private async part(changes: readonly Change[]): Promise<void> {
    const counts = countsOf(changes);
    await this.transactions.run(async (session) => {
      await this.leases.count(session, this.lease, counts);
      await this.posts.write(session, changes);
    });
    record(counts);
  }

  private async note(changes: readonly Change[], place: { phase: RunPhase; cursor: BandCursor | null }): Promise<void> {
    const counts = sum(this.counts, countsOf(changes));
    const at = { ...place, pages: this.pages, counts, posts: this.newPosts, members: this.newMembers };
    await this.transactions.run(async (session) => {
      await this.leases.checkpoint(session, this.lease, at);
      await this.posts.write(session, changes);
    });
    record(counts);
    this.counts = noCounts();
    this.newPosts = [];
    this.newMembers = [];
    this.notedAt = Date.now();
    this.place = place;
    this.dirty = false;
  }
}

function countsOf(changes: readonly Change[]): RunCounts {
  const counts = noCounts();
  for (const change of changes) counts[change.of][change.kind] += 1;
  return counts;
}

function sum(a: RunCounts, b: RunCounts): RunCounts {
  const total = noCounts();
  for (const kind of ['members', 'posts', 'comments'] as const) {
    for (const what of ['seen', 'new', 'changed', 'gone'] as const) total[kind][what] = a[kind][what] + b[kind][what];
  }
  return total;
}

function record(counts: RunCounts): void {
  for (const [kind, of] of Object.entries(counts)) {
    for (const [change, count] of Object.entries(of)) if (count > 0) syncedItems.inc({ kind, change }, Number(count));
  }
}
