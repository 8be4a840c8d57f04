import { Types } from 'mongoose';
import { presentRun } from './present-run';
import { noCounts, type SyncRun } from './sync-run.schema';

const AT = (seconds: number): Date => new Date(Date.UTC(2026, 2, 1, 10, 0, seconds));
const run = (more: Partial<SyncRun> = {}): SyncRun =>
  ({
    ...{ _id: new Types.ObjectId(), status: 'running', scope: 'all', phase: 'posts', trigger: 'admin', trace_id: 't' },
    ...{ created_at: AT(0), started_at: null, ended_at: null, counts: noCounts(), error: null, resume_at: null },
    ...more,
  }) as SyncRun;
const times = (of: SyncRun, now: Date): unknown[] => {
  const { created_at, started_at, ended_at, duration_ms } = presentRun(of, 'ko', now.getTime());
  return [created_at, started_at, ended_at, duration_ms];
};

describe('how long a run took', () => {
  it('is not said of one that nobody has taken up', () => {
    expect(times(run({ status: 'queued' }), AT(9))).toEqual([AT(0).toISOString(), null, null, null]);
    const cancelled = run({ status: 'cancelled', ended_at: AT(5) });
    expect(times(cancelled, AT(9)).slice(2)).toEqual([AT(5).toISOString(), null]);
  });

  it('is from its start until now, then until its end', () => {
    const begun = run({ started_at: AT(2) });
    expect(times(begun, AT(9))).toEqual([AT(0).toISOString(), AT(2).toISOString(), null, 7_000]);
    const ended = { ...begun, status: 'succeeded' as const, ended_at: AT(6) };
    expect(times(ended, AT(9)).slice(2)).toEqual([AT(6).toISOString(), 4_000]);
  });

  it('is never less than nothing, by a clock that is behind the database’s', () => {
    expect(times(run({ started_at: AT(2) }), AT(1)).at(-1)).toBe(0);
  });
});
