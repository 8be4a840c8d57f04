import type { AuditRow } from './audit.schema';
import { csvLine, UTF8_MARK } from './csv';
import type { AuditLogDto } from './dto/audit-logs.dto';

export type Names = ReadonlyMap<string, string>;

export const logOf = (row: AuditRow, names: Names): AuditLogDto => ({
  seq: row._id,
  service: row.service,
  actor_id: row.actor_id,
  actor_name: row.actor_id === null ? null : (names.get(row.actor_id) ?? null),
  actor_roles: row.actor_roles,
  client_address: row.client_address,
  action: row.action,
  object_type: row.object_type,
  object_id: row.object_id,
  object_name: names.get(row.object_id) ?? null,
  before: row.before,
  after: row.after,
  reason: row.reason,
  occurred_at: row.occurred_at.toISOString(),
  trace_id: row.trace_id,
  hash: row.hash,
});

const COLUMNS = [
  'seq',
  'occurred_at',
  'service',
  'actor_id',
  'actor_name',
  'actor_roles',
  'client_address',
  'action',
  'object_type',
  'object_id',
  'object_name',
  'before',
  'after',
  'reason',
  'trace_id',
  'hash',
] as const satisfies readonly (keyof AuditLogDto)[];

export const CSV_HEAD = UTF8_MARK + csvLine(COLUMNS);

export function csvOf(log: AuditLogDto): string {
  return csvLine(COLUMNS.map((column) => textOf(log[column])));
}

function textOf(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  return Array.isArray(value) ? value.join(' ') : JSON.stringify(value);
}
