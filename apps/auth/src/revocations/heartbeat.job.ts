import { HEARTBEAT_EVERY_MS } from '@dongbaejul/identity';
import { IntervalJobs } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { RevocationsService } from './revocations.service';

/**
 * Tells the edge several times a second that nothing was missed. Silence is a signal too: without the database there is
 * no heartbeat, and the edge asks.
 */
@Injectable()
export class HeartbeatJob {
  constructor(revocations: RevocationsService, jobs: IntervalJobs) {
    const run = (): Promise<void> => revocations.heartbeat();
    jobs.start({ name: 'revocation heartbeat', everyMs: HEARTBEAT_EVERY_MS, run, until: 'close' });
  }
}
