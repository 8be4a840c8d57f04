import { AuditActor, CommonErrors, isAppError } from '@dongbaejul/contracts';
import { AuditTrail, DeadLetter, DeadLetters } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { DeadLetterErrors } from './dead-letters.errors';
import { DecideDeadLetter } from './decide-dead-letter';

/** Ends a dead letter that no replay can help, such as one whose payload is wrong. */
@Injectable()
export class DismissDeadLetter {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly decide: DecideDeadLetter,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Written down before it is done. Dismissing it again changes nothing, but ends what a lost connection left undone.
   * @throws NOT_FOUND when there is no such dead letter, AUDIT_NOT_DISMISSIBLE, DEAD_LETTER_REPLAYED,
   *   SERVICE_UNAVAILABLE while Redis is away
   */
  async dismiss(actor: AuditActor, id: string, reason: string): Promise<void> {
    if (!(await this.decide.isDismissed(id))) await this.decideOn(actor, await this.deadLetters.find(id), reason);
    await this.deadLetters.dismiss(id).catch((error: unknown) => {
      if (!isAppError(error) || error.code !== CommonErrors.NOT_FOUND().code) throw error;
    });
  }

  private async decideOn(actor: AuditActor, letter: DeadLetter, reason: string): Promise<void> {
    // The log would lack a deed for good.
    if (letter.name.endsWith('.audit.recorded')) throw DeadLetterErrors.AUDIT_NOT_DISMISSIBLE();
    const record = (tx: ClientSession): Promise<void> => this.record(tx, actor, letter, reason);
    const decided = await this.decide.run(letter, 'dismissed', record);
    if (decided === 'replayed') throw DeadLetterErrors.DEAD_LETTER_REPLAYED();
  }

  private async record(tx: ClientSession, actor: AuditActor, letter: DeadLetter, reason: string): Promise<void> {
    const { id, name, subscriber, event_id, aggregate_id, version, trace_id, attempts } = letter;
    const before = { name, subscriber, event_id, aggregate_id, version, trace_id, attempts, code: letter.reason.code };
    const entry = { action: 'dead_letter.dismissed', object_type: 'dead_letter', object_id: id };
    await this.trail.record(tx, { ...actor, ...entry, before, after: null, reason });
  }
}
