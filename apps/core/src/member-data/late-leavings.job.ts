import { IntervalJobs } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { SweepLateLeavings } from './sweep-late-leavings';

/** Seldom is anything there; who is blocked is to be gone before a place is free that they wait for. */
const EVERY_MS = 3_000;

/** Looks every few seconds, in every process, whether members who left or are blocked are due. */
@Injectable()
export class LateLeavingsJob {
  constructor(sweep: SweepLateLeavings, jobs: IntervalJobs) {
    jobs.start({ name: 'late leavings', everyMs: EVERY_MS, run: () => sweep.run() });
  }
}
