import type { Roster } from '../roster-file/read-roster';
import type { RowError } from '../roster-file/row-rules';
import { COMPARED, type ImportPlan, type PlannedRow } from './plan-import';
import type { EntryState } from './roster-entry.schema';

type Shown = Record<'name' | (typeof COMPARED)[number], string | null>;

export interface RowChange {
  row: number;
  /** Null for what a dry run would add: it has none yet. */
  id: string | null;
  kind: 'new' | 'changed';
  state: EntryState;
  member_id: string | null;
  before: Shown | null;
  after: Shown;
}

/** Plain data: it is kept as the answer of an import whose request is repeated. */
export interface ImportSummary {
  dry_run: boolean;
  /** People in the file that could be read. */
  rows: number;
  counts: Record<'new' | 'changed' | 'unchanged' | EntryState, number>;
  changes: RowChange[];
  errors: RowError[];
  missing: { id: string; name: string }[];
  ignored_columns: string[];
}

export function summaryOf(roster: Roster, plan: ImportPlan, dryRun: boolean): ImportSummary {
  const counts = { new: 0, changed: 0, unchanged: 0, matched: 0, separate: 0, waiting: 0, ignored: 0 };
  for (const { kind, after } of plan.rows) {
    counts[kind] += 1;
    counts[after.state] += 1;
  }
  return {
    dry_run: dryRun,
    rows: plan.rows.length,
    counts,
    changes: plan.rows.filter(({ kind }) => kind !== 'unchanged').map((row) => changeOf(row, dryRun)),
    errors: roster.errors,
    missing: plan.missing.map(({ _id, name }) => ({ id: _id.toHexString(), name })),
    ignored_columns: roster.ignored_columns,
  };
}

function changeOf({ row, kind, before, after }: PlannedRow, dryRun: boolean): RowChange {
  const id = dryRun && !before ? null : after._id.toHexString();
  return {
    row,
    id,
    kind: kind === 'new' ? 'new' : 'changed',
    state: after.state,
    member_id: id === null && after.state === 'separate' ? null : after.member_id,
    before: before ? shown(before) : null,
    after: shown(after),
  };
}

const shown = (entry: PlannedRow['after']): Shown => {
  const { name, band_name, grade, gender, phone_last4 } = entry;
  return { name, band_name, grade, gender, phone_last4 };
};
