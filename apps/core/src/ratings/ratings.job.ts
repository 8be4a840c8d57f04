import { IntervalJobs } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { RatingChain } from './rating-chain';

const EVERY_MS = 2_000;

/** Works out what a correction left behind; in several processes at once it does no harm, only work. */
@Injectable()
export class RatingsJob {
  constructor(chain: RatingChain, jobs: IntervalJobs) {
    jobs.start({ name: 'ratings', everyMs: EVERY_MS, run: () => chain.catchUp(), until: 'close' });
  }
}
