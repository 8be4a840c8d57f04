import { Schema } from 'mongoose';

/** A row of the collection; `_id` is the revision. */
export interface RevocationRow {
  _id: number;
  kind: 'session' | 'account';
  subject: string;
  before?: number;
  effect?: 'ended' | 'stale';
  /** When the last token concerned has expired; the row goes then (TTL). */
  expiresAt: Date;
}

export interface Counter {
  _id: string;
  value: number;
}

export const REVOCATION_MODEL = 'Revocation';
export const COUNTER_MODEL = 'Counter';

export const revocationSchema = new Schema<RevocationRow>(
  {
    _id: { type: Number, required: true },
    kind: { type: String, required: true },
    subject: { type: String, required: true },
    before: { type: Number },
    effect: { type: String },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'revocations', versionKey: false },
);

export const counterSchema = new Schema<Counter>(
  { _id: { type: String, required: true }, value: { type: Number, required: true } },
  { collection: 'counters', versionKey: false },
);
