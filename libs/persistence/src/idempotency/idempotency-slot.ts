import { requestContext } from '@dongbaejul/service-kit';
import type { ClientSession } from 'mongoose';

/**
 * What an idempotent request carries in its context: its reserved row, and whether the one effect that the row can
 * hold was taken. The first `Transactions.run` of the request takes it.
 */
export interface IdempotencySlot {
  readonly kind: 'idempotency-slot';
  /** A committed effect of an earlier try of this request; its transaction is not run again. */
  readonly stored?: { value: unknown };
  taken: boolean;
  /**
   * Writes the effect's value into the row, in the effect's own transaction.
   * @throws IDEMPOTENCY_KEY_IN_USE when the row belongs to somebody else by now: the transaction must not commit
   */
  store(session: ClientSession, value: unknown): Promise<void>;
}

/** Takes the slot of the current request for one transaction, or undefined where there is none or it is taken. */
export function takeIdempotencySlot(): IdempotencySlot | undefined {
  const slot = requestContext()?.idempotency as IdempotencySlot | undefined;
  if (slot?.kind !== 'idempotency-slot' || slot.taken) return undefined;
  slot.taken = true;
  return slot;
}
