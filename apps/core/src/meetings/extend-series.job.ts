import { IntervalJobs } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ExtendSeries } from './extend-series';

/** A year ahead an hour does not matter. */
const EVERY_MS = 3_600_000;

/** Looks each hour, in every process, whether a series has to go on. */
@Injectable()
export class ExtendSeriesJob {
  constructor(extend: ExtendSeries, jobs: IntervalJobs) {
    jobs.start({ name: 'meeting series', everyMs: EVERY_MS, run: () => extend.run() });
  }
}
