import { IntervalJobs } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { SweepLateLeavings } from './sweep-late-leavings';

/** What is swept here is seldom there, and harms little for half a minute more. */
const EVERY_MS = 30_000;

/** Looks twice a minute, in every process, whether members who left are due. */
@Injectable()
export class LateLeavingsJob {
  constructor(sweep: SweepLateLeavings, jobs: IntervalJobs) {
    jobs.start({ name: 'late leavings', everyMs: EVERY_MS, run: () => sweep.run() });
  }
}
