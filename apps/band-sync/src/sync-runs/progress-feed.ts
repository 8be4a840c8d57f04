import { SYNC_RUN_PROGRESSED, SyncRunProgressed } from '@dongbaejul/contracts';
import { Hints } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import { presentRun } from './present-run';
import { SyncRunsRepository } from './sync-runs.repository';

const AT_MOST_EVERY_MS = 500;

/** Shows a run to staff who watch it live, over chat-socket. Safe to lose: the record says the same. */
@Injectable()
export class ProgressFeed {
  private toldAt = 0;

  constructor(
    private readonly hints: Hints,
    private readonly runs: SyncRunsRepository,
  ) {}

  /** @param final the run has ended or paused: told however short a while ago it was told before */
  async tell(runId: Types.ObjectId, final = false): Promise<void> {
    if (!final && Date.now() - this.toldAt < AT_MOST_EVERY_MS) return;
    this.toldAt = Date.now();
    const run = await this.runs.find(runId.toHexString()).catch(() => null);
    if (!run) return;
    const told: SyncRunProgressed = { run: presentRun(run, 'ko') };
    await this.hints.publish(SYNC_RUN_PROGRESSED, told);
  }
}
