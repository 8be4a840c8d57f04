import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { LateLeavingsRepository } from './late-leavings.repository';
import { Leavings } from './leavings';

const AT_ONCE = 100;
const DEADLINE_MS = 30_000;

/** Lets go a second time of members who left. Each is one transaction: one process does it, wholly. */
@Injectable()
export class SweepLateLeavings {
  private readonly logger = new Logger('LateLeavings');

  constructor(
    private readonly transactions: Transactions,
    private readonly late: LateLeavingsRepository,
    private readonly leavings: Leavings,
  ) {}

  /** @returns how many members this run let go of */
  async run(now = new Date()): Promise<number> {
    let count = 0;
    for (const id of await this.late.due(now, AT_ONCE)) if (await this.finish(id, now)) count += 1;
    if (count > 0) this.logger.log({ msg: 'members who left were let go of a second time', count });
    return count;
  }

  private async finish(id: string, now: Date): Promise<boolean> {
    try {
      const deadlineMs = DEADLINE_MS;
      return await this.transactions.run((session) => this.leavings.finish(session, id, now), { deadlineMs });
    } catch (error) {
      // It stays due, and holds up nobody else.
      this.logger.warn({ msg: 'a member could not be let go of', member_id: id, reason: (error as Error).message });
      return false;
    }
  }
}
