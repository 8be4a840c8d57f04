import type { ActivityRecorded } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';

/** Tells what members' statistics are made of, in the transaction of the change itself. */
@Injectable()
export class ActivityRecorder {
  constructor(private readonly outbox: Outbox) {}

  /** @param version of the post or comment after the change; subscribers apply each step by its id */
  async record(session: ClientSession, version: number, activities: readonly ActivityRecorded[]): Promise<void> {
    const events = activities.map((payload) => ({ aggregateId: payload.member_id, version, payload }));
    await this.outbox.addMany(session, 'core.activity.recorded', events);
  }
}
