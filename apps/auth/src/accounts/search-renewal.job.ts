import { ACCOUNT_STATUSES } from '@dongbaejul/contracts';
import { MongoConnection } from '@dongbaejul/persistence';
import { IntervalJobs } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { ACCOUNTS_COLLECTION } from './account.schema';
import { AccountsRepository } from './accounts.repository';
import { Named, renewSearch } from './renew-search';

export const SEARCH_RENEWAL_EVERY_MS = 60_000;

/**
 * Replicas of an earlier release, beside this one or after a roll back, write what they know of a name: their members
 * would not be found by all of it. Two counts by indexes tell; only where they differ are the accounts read.
 */
@Injectable()
export class SearchRenewalJob {
  private readonly logger = new Logger(SearchRenewalJob.name);

  constructor(
    private readonly accounts: AccountsRepository,
    private readonly mongo: MongoConnection,
    jobs: IntervalJobs,
  ) {
    const run = (signal: AbortSignal): Promise<void> => this.run(signal);
    jobs.start({ name: 'search renewal', everyMs: SEARCH_RENEWAL_EVERY_MS, run });
  }

  async run(signal: AbortSignal): Promise<void> {
    if (!(await this.accounts.hasOldSearch(ACCOUNT_STATUSES))) return;
    const renewed = await renewSearch(this.mongo.db.collection<Named>(ACCOUNTS_COLLECTION), signal);
    if (renewed > 0) this.logger.log({ msg: 'accounts are found by their whole names again', accounts: renewed });
  }
}
