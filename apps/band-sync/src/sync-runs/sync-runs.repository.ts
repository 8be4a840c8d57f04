import { Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { currentTraceId } from '@dongbaejul/service-kit';
import type { SyncRunsQuery } from './dto/sync-runs-query.dto';
import { firstPhaseOf, noCounts, RunScope, SyncRun } from './sync-run.schema';

export interface NewRun {
  trigger: string;
  startedBy: string | null;
  scope: RunScope;
}

/** The records of runs, as people see and steer them. Who works on a run is in run-leases. */
@Injectable()
export class SyncRunsRepository {
  constructor(@InjectModel(SyncRun.name) private readonly runs: Model<SyncRun>) {}

  /**
   * A duplicate key would end the transaction: so it looks first.
   * @returns the new run, or undefined when one is active already
   * @throws a duplicate key when another run begins at the same moment
   */
  async createIn(session: ClientSession, run: NewRun): Promise<SyncRun | undefined> {
    if (await this.runs.exists({ active: true }).session(session)) return undefined;
    const [created] = await this.runs.create([fieldsOf(run)], { session });
    return created?.toObject();
  }

  find(id: string): Promise<SyncRun | null> {
    return this.runs.findById(new Types.ObjectId(id)).lean<SyncRun>().exec();
  }

  active(session?: ClientSession): Promise<SyncRun | null> {
    return this.runs
      .findOne({ active: true })
      .session(session ?? null)
      .lean<SyncRun>()
      .exec();
  }

  /** Whether the club's posts were brought over once; the album alone does not count. */
  async hasSucceeded(): Promise<boolean> {
    return (await this.runs.exists({ status: 'succeeded', scope: where.ne('photos' as const) })) !== null;
  }

  lastSucceeded(): Promise<SyncRun | null> {
    return this.runs.findOne({ status: 'succeeded' }).sort({ ended_at: -1 }).lean<SyncRun>().exec();
  }

  latest(): Promise<SyncRun | null> {
    return this.runs.findOne().sort({ created_at: -1, _id: -1 }).lean<SyncRun>().exec();
  }

  list({ status, ...query }: SyncRunsQuery): Promise<Page<SyncRun>> {
    return paginate<SyncRun>(this.runs, {
      query,
      filter: { ...(status && { status }) },
      sort: { created_at: -1, _id: -1 },
    });
  }

  /** Lets a paused run go on now. @returns whether it was paused */
  async resume(session: ClientSession, id: Types.ObjectId): Promise<boolean> {
    const update = { $set: { status: 'queued', lease_until: new Date(0), resume_at: null, error: null } };
    const { modifiedCount } = await this.runs.updateOne({ _id: id, active: true, status: 'paused' }, update, {
      session,
    });
    return modifiedCount === 1;
  }

  /**
   * Ends a run that nobody works on, or asks its holder to end it.
   * @returns whether there was an active run to cancel
   */
  async cancel(session: ClientSession, id: Types.ObjectId): Promise<boolean> {
    const idle = { $or: [{ $ne: ['$status', 'running'] }, { $lte: ['$lease_until', '$$NOW'] }] };
    const stages = [
      {
        $set: {
          cancel_requested: true,
          status: { $cond: [idle, 'cancelled', '$status'] },
          ended_at: { $cond: [idle, '$$NOW', '$ended_at'] },
          resume_at: null,
          // Whoever had it may not write to it any more.
          fence: { $cond: [idle, { $add: ['$fence', 1] }, '$fence'] },
          active: { $cond: [idle, '$$REMOVE', true] },
        },
      },
    ];
    const { matchedCount } = await this.runs.collection.updateOne({ _id: id, active: true }, stages, { session });
    return matchedCount === 1;
  }
}

const fieldsOf = ({ trigger, startedBy, scope }: NewRun): Partial<SyncRun> => ({
  _id: new Types.ObjectId(),
  status: 'queued',
  active: true,
  scope,
  phase: firstPhaseOf(scope),
  trigger,
  started_by: startedBy,
  trace_id: currentTraceId(),
  created_at: new Date(),
  lease_until: new Date(0),
  counts: noCounts(),
});
