import { Schema } from 'mongoose';

export type Decision = 'dismissed' | 'replayed';

/**
 * What was decided on a dead letter last. Of a dismissal and a replay at once one comes first here, and the other is
 * refused before it does anything. Who dismissed it and why is in the audit log.
 */
export interface Dismissal {
  /** The dead letter's id. */
  _id: string;
  /** A dismissal is for good; absent means one too. */
  decision?: Decision;
  /** The failure that it was decided on: an event that was replayed and failed again is to be decided on anew. */
  failedAt?: string;
  at: Date;
}

export const DISMISSAL_MODEL = 'DeadLetterDismissal';

export const dismissalSchema = new Schema<Dismissal>(
  {
    _id: { type: String, required: true },
    decision: { type: String },
    failedAt: { type: String },
    at: { type: Date, required: true },
  },
  { collection: 'dead_letter_dismissals', versionKey: false },
);
