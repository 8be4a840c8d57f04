import type { AnyChange } from './change-writer';
import { COUNTED_KINDS, noCounts, RunCounts } from './sync-run.schema';
import { syncedItems } from './sync.metrics';

export function countsOf(changes: readonly AnyChange[]): RunCounts {
  const counts = noCounts();
  for (const change of changes) counts[change.of][change.kind] += 1;
  return counts;
}

export function sum(a: RunCounts, b: RunCounts): RunCounts {
  const total = noCounts();
  for (const kind of COUNTED_KINDS) {
    for (const what of ['seen', 'new', 'changed', 'gone'] as const) total[kind][what] = a[kind][what] + b[kind][what];
  }
  return total;
}

/** Counts of what was committed, for metrics. */
export function record(counts: RunCounts): void {
  for (const [kind, of] of Object.entries(counts)) {
    for (const [change, count] of Object.entries(of)) if (count > 0) syncedItems.inc({ kind, change }, Number(count));
  }
}
