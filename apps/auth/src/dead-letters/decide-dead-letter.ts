import type { DeadLetter } from '@dongbaejul/messaging';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Decision, Dismissal } from './dismissal.schema';
import { DismissalsRepository } from './dismissals.repository';

/** A dismissal of an earlier release names no decision. */
const isDismissal = (last: Dismissal | null): boolean => last !== null && last.decision !== 'replayed';

/** What becomes of a dead letter, decided once for each time that it failed: before anything is done about it. */
@Injectable()
export class DecideDeadLetter {
  constructor(
    private readonly decisions: DismissalsRepository,
    private readonly transactions: Transactions,
  ) {}

  async isDismissed(id: string): Promise<boolean> {
    return isDismissal(await this.decisions.find(id));
  }

  /**
   * @param alongside runs in the transaction of a decision that is new
   * @returns what holds, by whomever: who wanted something else has to leave it
   */
  async run(
    { id, failed_at: failedAt }: Pick<DeadLetter, 'id' | 'failed_at'>,
    wanted: Decision,
    alongside?: (tx: ClientSession) => Promise<void>,
  ): Promise<Decision> {
    try {
      return await this.transactions.run(async (tx) => {
        const last = await this.decisions.find(id, tx);
        if (isDismissal(last)) return 'dismissed';
        if (last?.failedAt === failedAt) return 'replayed';
        await this.decisions.decide(tx, id, failedAt, wanted);
        await alongside?.(tx);
        return wanted;
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // Somebody else was quicker.
      return (await this.isDismissed(id)) ? 'dismissed' : 'replayed';
    }
  }
}
