import { AuditActor, CommonErrors, isAppError } from '@dongbaejul/contracts';
import { AuditTrail, DeadLetter, DeadLetters } from '@dongbaejul/messaging';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { DismissalsRepository } from './dismissals.repository';

/** Ends a dead letter that no replay can help, such as one whose payload is wrong. */
@Injectable()
export class DismissDeadLetter {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly dismissals: DismissalsRepository,
    private readonly transactions: Transactions,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Written down before it is done. Dismissing it again changes nothing, but ends what a lost connection left undone.
   * @throws NOT_FOUND when there is no such dead letter, SERVICE_UNAVAILABLE while Redis is away
   */
  async dismiss(actor: AuditActor, id: string, reason: string): Promise<void> {
    if (!(await this.dismissals.has(id))) await this.record(actor, await this.deadLetters.find(id), reason);
    await this.deadLetters.dismiss(id).catch((error: unknown) => {
      if (!isAppError(error) || error.code !== CommonErrors.NOT_FOUND().code) throw error;
    });
  }

  private async record(actor: AuditActor, letter: DeadLetter, reason: string): Promise<void> {
    const { id, name, subscriber, event_id, aggregate_id, version, trace_id, attempts } = letter;
    const before = { name, subscriber, event_id, aggregate_id, version, trace_id, attempts, code: letter.reason.code };
    const entry = { action: 'dead_letter.dismissed', object_type: 'dead_letter', object_id: id };
    try {
      await this.transactions.run(async (tx) => {
        await this.dismissals.insert(tx, id);
        await this.trail.record(tx, { ...actor, ...entry, before, after: null, reason });
      });
    } catch (error) {
      // Somebody else was quicker.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
