import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { LateLeaving } from './late-leaving.schema';
import { LateLeavingsRepository } from './late-leavings.repository';
import { Leavings, Step } from './leavings';

const AT_ONCE = 100;
const DEADLINE_MS = 30_000;
/** Transactions for one member in a run; what is left then stays due. */
const MOST_STEPS = 200;

/** Goes on letting go of members who left, and does it a second time; takes out who is blocked. Safe to repeat. */
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
    for (const row of await this.late.due(now, AT_ONCE)) if (await this.finish(row, now)) count += 1;
    if (count > 0) this.logger.log({ msg: 'members who left or are blocked were let go of', count });
    return count;
  }

  /** One member's, where it is due. @returns whether something was done */
  private async finish(row: LateLeaving, now: Date): Promise<boolean> {
    const { _id: id } = row;
    try {
      if (row.is_blocked) {
        await this.leavings.takeOut(row);
        return true;
      }
      const deadlineMs = DEADLINE_MS;
      const goOn = (): Promise<Step> =>
        this.transactions.run((session) => this.leavings.goOn(session, id, now), { deadlineMs });
      let step = await goOn();
      for (let steps = 1; step === 'more' && steps < MOST_STEPS; steps += 1) step = await goOn();
      return step === 'done';
    } catch (error) {
      // It stays due, and holds up nobody else.
      this.logger.warn({ msg: 'a member could not be let go of', member_id: id, reason: (error as Error).message });
      return false;
    }
  }
}
