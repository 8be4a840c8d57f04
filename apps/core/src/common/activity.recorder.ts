import type { ActivityRecorded } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { currentTraceId } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';

/** What follows from one change. */
export interface Recorded {
  version: number;
  activities: readonly ActivityRecorded[];
  traceId: string;
}

/** Tells what members' statistics are made of, in the transaction of the change itself. */
@Injectable()
export class ActivityRecorder {
  constructor(private readonly outbox: Outbox) {}

  /** @param version of the post or comment after the change; subscribers apply each step by its id */
  async record(session: ClientSession, version: number, activities: readonly ActivityRecorded[]): Promise<void> {
    await this.recordAll(session, [{ version, activities, traceId: currentTraceId() }]);
  }

  /** The same for many posts or comments in one write. */
  async recordAll(session: ClientSession, all: readonly Recorded[]): Promise<void> {
    const events = all.flatMap(({ version, activities, traceId }) =>
      activities.map((payload) => ({ aggregateId: payload.member_id, version, payload, traceId })),
    );
    await this.outbox.addMany(session, 'core.activity.recorded', events);
  }
}
