import type { AuditEntry } from '@dongbaejul/contracts';
import { Schema } from 'mongoose';

/** A row of the audit log; `_id` is its place, from 1 without a gap. Written once and never changed. */
export interface AuditRow extends AuditEntry {
  _id: number;
  /** The event that brought it. */
  event_id: string;
  service: string;
  occurred_at: Date;
  trace_id: string;
  prev_hash: string;
  /** Of all the other fields; see audit-chain.ts. */
  hash: string;
}

/** Where the log ends; `_id` is `audit`. */
export interface AuditHead {
  _id: string;
  seq: number;
  hash: string;
}

export const AUDIT_MODEL = 'AuditRow';
export const AUDIT_HEAD_MODEL = 'AuditHead';

const text = { type: String, required: true } as const;
const nullableText = { type: String, default: null } as const;
const anything = { type: Schema.Types.Mixed, default: null } as const;

export const auditSchema = new Schema<AuditRow>(
  {
    _id: { type: Number, required: true },
    event_id: text,
    service: text,
    actor_id: nullableText,
    actor_roles: { type: [String], required: true },
    client_address: nullableText,
    action: text,
    object_type: text,
    object_id: text,
    before: anything,
    after: anything,
    reason: nullableText,
    occurred_at: { type: Date, required: true },
    trace_id: text,
    prev_hash: text,
    hash: text,
  },
  { collection: 'audit_logs', versionKey: false, minimize: false },
);

export const auditHeadSchema = new Schema<AuditHead>(
  { _id: text, seq: { type: Number, required: true }, hash: text },
  { collection: 'audit_heads', versionKey: false },
);
