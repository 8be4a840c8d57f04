import { Schema } from 'mongoose';

/** That a dead letter was ended, by whom and why is in the audit log; this makes it happen once. */
export interface Dismissal {
  /** The dead letter's id. */
  _id: string;
  at: Date;
}

export const DISMISSAL_MODEL = 'DeadLetterDismissal';

export const dismissalSchema = new Schema<Dismissal>(
  { _id: { type: String, required: true }, at: { type: Date, required: true } },
  { collection: 'dead_letter_dismissals', versionKey: false },
);
