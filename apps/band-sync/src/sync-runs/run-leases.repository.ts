import type { ErrorShape } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { randomUUID } from 'node:crypto';
import { ClientSession, Model, Types } from 'mongoose';
import { SEEN_KINDS, type Seen, type SeenNews } from './run-seen';
import { COUNTED_KINDS, RunCounts, RunPlace, SeenPiece, SyncRun } from './sync-run.schema';

/** A holder that is silent for this long counts as dead (by the database's clock). */
export const LEASE_MS = 10_000;

/** Proof of whose turn it is. */
export interface Lease {
  runId: Types.ObjectId;
  holder: string;
  fence: number;
}

/** Another process works on the run now, or it was ended: this one must stop without writing. */
export class LeaseLost extends Error {}

export interface Checkpoint extends RunPlace {
  pages: number;
  counts: RunCounts;
  /** What was met since the last checkpoint. */
  seen: SeenNews;
  /** What staff should know; each is kept once. */
  warnings: readonly ErrorShape[];
}

export type Ending = { status: 'succeeded' | 'cancelled' } | { status: 'failed'; error: ErrorShape };

const owned = ({
  runId,
  holder,
  fence,
}: Lease): { _id: Types.ObjectId; holder: string; fence: number; active: true } => ({
  _id: runId,
  holder,
  fence,
  active: true,
});

/** Who works on the active run: one process of all replicas, by a lease that each of its writes checks. */
@Injectable()
export class RunLeases {
  constructor(
    @InjectModel(SyncRun.name) private readonly runs: Model<SyncRun>,
    @InjectModel(SeenPiece.name) private readonly seen: Model<SeenPiece>,
  ) {}

  /** Takes the run that is queued, whose holder died, or whose pause is over. */
  async claim(): Promise<{ lease: Lease; run: SyncRun } | undefined> {
    const holder = randomUUID();
    // $$NOW is the database's clock: replicas need not agree on theirs.
    const free = { $lte: ['$lease_until', '$$NOW'] };
    const ifFree = (value: unknown, otherwise: string): object => ({ $cond: [free, value, otherwise] });
    const run = await this.runs.collection.findOneAndUpdate(
      { active: true },
      [
        {
          $set: {
            holder: ifFree(holder, '$holder'),
            fence: ifFree({ $add: ['$fence', 1] }, '$fence'),
            lease_until: ifFree({ $add: ['$$NOW', LEASE_MS] }, '$lease_until'),
            status: ifFree('running', '$status'),
            claims: ifFree({ $add: ['$claims', 1] }, '$claims'),
            started_at: ifFree({ $ifNull: ['$started_at', '$$NOW'] }, '$started_at'),
            resume_at: ifFree(null, '$resume_at'),
            error: ifFree(null, '$error'),
          },
        },
      ],
      { returnDocument: 'after' },
    );
    if (run?.holder !== holder) return undefined;
    return { lease: { runId: run._id, holder, fence: run.fence as number }, run: run as unknown as SyncRun };
  }

  /** Keeps the lease. @returns whether staff asked to cancel. @throws LeaseLost */
  async renew(lease: Lease): Promise<{ cancelRequested: boolean }> {
    const run = await this.runs.collection.findOneAndUpdate(
      owned(lease),
      [{ $set: { lease_until: { $add: ['$$NOW', LEASE_MS] } } }],
      { projection: { cancel_requested: 1 }, returnDocument: 'after' },
    );
    if (!run) throw new LeaseLost();
    return { cancelRequested: run.cancel_requested === true };
  }

  /** Gives the run back unfinished: the next one goes on at once, and this claim counts for nothing. */
  async release(lease: Lease): Promise<void> {
    const claims = { $max: [0, { $subtract: ['$claims', 1] }] };
    await this.runs.collection.updateOne(owned(lease), [{ $set: { lease_until: new Date(0), claims } }]);
  }

  /** Counts part of a page's changes, in their transaction, without moving on. @throws LeaseLost */
  async count(session: ClientSession, lease: Lease, counts: RunCounts): Promise<void> {
    const update = { $set: { claims: 0 }, $inc: increments(counts) };
    const { matchedCount } = await this.runs.updateOne(owned(lease), update, { session });
    if (matchedCount === 0) throw new LeaseLost();
  }

  /** Notes how far the run got, in the transaction of what it brought. @throws LeaseLost */
  async checkpoint(session: ClientSession, lease: Lease, at: Checkpoint): Promise<void> {
    const { phase, album, cursor, pages } = at;
    const set = { claims: 0, pauses: 0, phase, album, cursor, pages };
    const told = at.warnings.length > 0 && { $addToSet: { warnings: { $each: at.warnings } } };
    const update = { $set: set, $inc: increments(at.counts), ...told };
    const { matchedCount } = await this.runs.updateOne(owned(lease), update, { session });
    if (matchedCount === 0) throw new LeaseLost();
    if (SEEN_KINDS.every((kind) => at.seen[kind].length === 0)) return;
    const piece = { run_id: lease.runId, ...at.seen, at: new Date() };
    await this.seen.create([piece], { session });
  }

  async expect(lease: Lease, posts: number): Promise<void> {
    await this.runs.updateOne(owned(lease), { $set: { posts_expected: posts } });
  }

  /** What earlier holders of the run have met. */
  async seenBefore(runId: Types.ObjectId): Promise<Seen> {
    const seen: Seen = { posts: new Set(), members: new Set(), albums: new Set(), photos: new Set() };
    for await (const piece of this.seen.find({ run_id: runId }).lean<SeenPiece[]>().cursor()) {
      for (const kind of SEEN_KINDS) piece[kind]?.forEach((key) => seen[kind].add(key));
    }
    return seen;
  }

  /** Ends the run. @throws LeaseLost */
  async finish(lease: Lease, ending: Ending): Promise<void> {
    const error = ending.status === 'failed' ? ending.error : null;
    const { matchedCount } = await this.runs.updateOne(owned(lease), {
      $set: { status: ending.status, error },
      // As the start: by the database's clock.
      $currentDate: { ended_at: true },
      $unset: { active: '' },
    });
    if (matchedCount === 0) throw new LeaseLost();
    await this.seen.deleteMany({ run_id: lease.runId });
  }

  /** How often in a row the run was paused without getting anywhere. */
  async pausesBefore({ runId }: Lease): Promise<number> {
    const run = await this.runs.findById(runId, { pauses: 1 }).lean<SyncRun>();
    return run?.pauses ?? 0;
  }

  /** Puts the run aside until BAND's quota may be free again. @throws LeaseLost */
  async pause(lease: Lease, error: ErrorShape, resumeAt: Date): Promise<void> {
    const set = { status: 'paused', error, resume_at: resumeAt, lease_until: resumeAt, claims: 0 };
    const { matchedCount } = await this.runs.updateOne(owned(lease), { $set: set, $inc: { pauses: 1 } });
    if (matchedCount === 0) throw new LeaseLost();
  }
}

function increments(counts: RunCounts): Record<string, number> {
  const inc: Record<string, number> = {};
  for (const kind of COUNTED_KINDS) {
    for (const [name, value] of Object.entries(counts[kind])) if (value !== 0) inc[`counts.${kind}.${name}`] = value;
  }
  return inc;
}
