import { Schema } from 'mongoose';
import type { LogLevel } from './log-line';

/** A line of any service's log. `_id` is its place in the stream, so that a line read twice is kept once. */
export interface LogEntry {
  _id: string;
  at: Date;
  level: LogLevel;
  service: string;
  version: string | null;
  trace_id: string | null;
  user_id: string | null;
  msg: string;
  /** All other fields, as JSON. */
  rest: string;
}

export const LOG_ENTRY_MODEL = 'LogEntry';
export const LOG_ENTRIES_COLLECTION = 'log_entries';

const text = { type: String, required: true } as const;
const nullableText = { type: String, default: null } as const;

export const logEntrySchema = new Schema<LogEntry>(
  {
    _id: text,
    at: { type: Date, required: true },
    level: text,
    service: text,
    version: nullableText,
    trace_id: nullableText,
    user_id: nullableText,
    msg: { type: String, default: '' },
    rest: text,
  },
  { collection: 'log_entries', versionKey: false },
);
