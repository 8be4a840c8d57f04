import type { LogEntry } from './log-entry.schema';

/** From the least to the worst; a filter means this one or worse. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A line that is longer says little more; its beginning is kept as its message. */
const LONGEST_LINE = 32 * 1024;
const LONGEST_MESSAGE = 2_000;

export const atLeast = (level: LogLevel): LogLevel[] => LOG_LEVELS.slice(LOG_LEVELS.indexOf(level));

const text = (value: unknown, longest = 200): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, longest).toWellFormed() : null;

/**
 * A line of a service's log as it is kept; null for what is no line of ours.
 * @param id the same for the same line, however often it is read
 */
export function entryOf(id: string, line: string): LogEntry | null {
  const fields = parse(line);
  if (!fields) return null;
  const { timestamp, level, service, version, trace_id, user_id, msg, ...rest } = fields;
  const at = new Date(typeof timestamp === 'string' ? timestamp : Number.NaN);
  const known = LOG_LEVELS.find((name) => name === level);
  const from = text(service);
  if (Number.isNaN(at.getTime()) || !known || !from) return null;
  return {
    _id: id,
    at,
    level: known,
    service: from,
    version: text(version),
    trace_id: text(trace_id),
    user_id: text(user_id),
    msg: text(msg, LONGEST_MESSAGE) ?? '',
    // As text: what services log may be called anything, `$where` included.
    rest: line.length > LONGEST_LINE ? '{"truncated":true}' : JSON.stringify(rest),
  };
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The lines of one batch of the stream. */
export function entriesOf(streamId: string, lines: string): LogEntry[] {
  return lines.split('\n').flatMap((line, i) => (line === '' ? [] : (entryOf(`${streamId}-${i}`, line) ?? [])));
}
