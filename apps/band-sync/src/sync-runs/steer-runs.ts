import type { AuditActor } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { SyncErrors } from './sync-runs.errors';
import { NewRun, SyncRunsRepository } from './sync-runs.repository';

/** Who begins a run, lets it go on or ends it is a matter of record: both are written together. */
@Injectable()
export class SteerRuns {
  constructor(
    private readonly transactions: Transactions,
    private readonly runs: SyncRunsRepository,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Begins a run, or lets a paused one go on.
   * @returns its id
   * @throws SYNC_ALREADY_RUNNING
   */
  async begin(actor: AuditActor, run: Omit<NewRun, 'startedBy'>): Promise<string> {
    try {
      return await this.transactions.run(async (session) => {
        const created = await this.runs.createIn(session, { ...run, startedBy: actor.actor_id });
        if (!created) return this.resume(session, actor);
        const id = String(created._id);
        const after = { trigger: run.trigger, scope: run.scope };
        await this.record(session, actor, { action: 'sync_run.started', id, before: null, after });
        return id;
      });
    } catch (error) {
      // Another one began at the same moment.
      if (isDuplicateKey(error, 'one_active_run')) throw SyncErrors.SYNC_ALREADY_RUNNING();
      throw error;
    }
  }

  /** @returns whether there was an active run to cancel */
  cancel(actor: AuditActor, id: Types.ObjectId, status: string): Promise<boolean> {
    return this.transactions.run(async (session) => {
      if (!(await this.runs.cancel(session, id))) return false;
      const facts = { id: String(id), before: { status }, after: { status: 'cancelled' } };
      await this.record(session, actor, { action: 'sync_run.cancelled', ...facts });
      return true;
    });
  }

  private async resume(session: ClientSession, actor: AuditActor): Promise<string> {
    const active = await this.runs.active(session);
    const id = active ? String(active._id) : undefined;
    if (!active || !id || !(await this.runs.resume(session, active._id))) {
      throw SyncErrors.SYNC_ALREADY_RUNNING(id === undefined ? undefined : { run_id: id });
    }
    const facts = { id, before: { status: 'paused' }, after: { status: 'queued' } };
    await this.record(session, actor, { action: 'sync_run.resumed', ...facts });
    return id;
  }

  /** What the platform does by itself is in the run's own record. */
  private async record(
    session: ClientSession,
    actor: AuditActor,
    { action, id, before, after }: { action: string; id: string; before: unknown; after: unknown },
  ): Promise<void> {
    if (actor.actor_id === null) return;
    const object = { object_type: 'sync_run', object_id: id };
    await this.trail.record(session, { ...actor, ...object, action, before, after, reason: null });
  }
}
