import { createHash } from 'node:crypto';
import type { AuditRow } from './audit.schema';

/** What the first row stands on. */
export const GENESIS = '0'.repeat(64);

type Sealed = Omit<AuditRow, 'hash'>;

/** The same text for the same value, whatever order its keys are in: databases need not keep it. */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}

/** SHA-256 over everything in the row, the hash of the row before it included. */
export function hashOf(row: Sealed): string {
  const { hash: _own, ...sealed } = row as AuditRow;
  return createHash('sha256').update(canonical(sealed)).digest('hex');
}

export interface Head {
  seq: number;
  hash: string;
}

/** Chains new entries to the last row. */
export function chain(head: Head, entries: readonly Omit<Sealed, '_id' | 'prev_hash'>[]): AuditRow[] {
  let { seq, hash: prev_hash } = head;
  return entries.map((entry) => {
    const sealed = { ...entry, _id: (seq += 1), prev_hash };
    prev_hash = hashOf(sealed);
    return { ...sealed, hash: prev_hash };
  });
}

/** `added`: a row between the others, or behind them, where the log itself would never have put one. */
export type Flaw = { seq: unknown; flaw: 'altered' | 'missing' | 'added' };

export interface Flaws {
  /** The first of them. */
  named: Flaw[];
  count: number;
}

/** Whoever reads a check wants to know where it begins; a forged number may leave a gap of any length. */
const NAMED = 20;

/** Looks at the rows in order; each knows only the one before it, so a log of any length is checked in little memory. */
export class ChainCheck {
  rows = 0;
  private readonly flaws: Flaws = { named: [], count: 0 };
  private last: Head = { seq: 0, hash: GENESIS };

  take(row: AuditRow): void {
    this.rows += 1;
    // Its neighbours are still compared with each other: a row put between them breaks no link of theirs.
    if (!Number.isInteger(row._id) || row._id <= this.last.seq) {
      this.found({ seq: row._id, flaw: 'added' });
      return;
    }
    this.foundMissingBefore(row._id);
    const follows = row._id === this.last.seq + 1;
    // Behind a gap there is nothing to compare with: the row is then judged by its own hash.
    if (hashOf(row) !== row.hash || (follows && row.prev_hash !== this.last.hash)) {
      this.found({ seq: row._id, flaw: 'altered' });
    }
    this.last = { seq: row._id, hash: row.hash };
  }

  /** @param head what the log says its last row is: rows cut off at the end are missing too */
  finish(head: Head): Flaws {
    this.foundMissingBefore(head.seq + 1);
    const ends = this.last.seq === head.seq && this.last.hash !== head.hash;
    if (ends || this.last.seq > head.seq) this.found({ seq: this.last.seq, flaw: 'altered' });
    return this.flaws;
  }

  private found(flaw: Flaw): void {
    if (this.flaws.named.length < NAMED) this.flaws.named.push(flaw);
    this.flaws.count += 1;
  }

  private foundMissingBefore(end: number): void {
    const first = this.last.seq + 1;
    const named = Math.min(end, first + NAMED);
    for (let seq = first; seq < named; seq += 1) this.found({ seq, flaw: 'missing' });
    this.flaws.count += Math.max(0, end - named);
  }
}
