import type { ErrorShape, Language } from '@dongbaejul/contracts';
import type { KindCountsDto, RunErrorDto, RunProgressDto, SyncRunDto } from './dto/sync-run.dto';
import { type KindCounts, noKindCounts, type SyncRun } from './sync-run.schema';

/** A run's record as people read it, in their language. */
export function presentRun(run: SyncRun, language: Language, now = Date.now()): SyncRunDto {
  return {
    id: run._id.toHexString(),
    status: run.status,
    scope: run.scope ?? 'all',
    trigger: run.trigger,
    started_by: run.started_by,
    created_at: run.created_at.toISOString(),
    started_at: run.started_at?.toISOString() ?? null,
    ended_at: run.ended_at?.toISOString() ?? null,
    duration_ms: duration(run, now),
    progress: progress(run),
    counts: {
      members: counts(run.counts.members),
      posts: counts(run.counts.posts),
      comments: counts(run.counts.comments),
      albums: counts(run.counts.albums),
      photos: counts(run.counts.photos),
    },
    error: run.error && shown(run.error, language),
    warnings: (run.warnings ?? []).map((warning) => shown(warning, language)),
    resume_at: run.resume_at?.toISOString() ?? null,
    cancel_requested: run.cancel_requested,
    trace_id: run.trace_id,
  };
}

/** The clock of this process may be behind the database's, by which it started. */
const duration = ({ started_at, ended_at }: SyncRun, now: number): number | null =>
  started_at && Math.max(0, (ended_at?.getTime() ?? now) - started_at.getTime());

const shown = ({ code, text, details }: ErrorShape, language: Language): RunErrorDto => ({
  code,
  message: text[language],
  ...(details && { details }),
});

const progress = (run: SyncRun): RunProgressDto => ({
  phase: run.status === 'succeeded' ? 'done' : run.phase,
  pages: run.pages,
  posts_read: run.counts.posts.seen,
  posts_expected: run.posts_expected,
  photos_read: run.counts.photos?.seen ?? 0,
});

/** Records from before the album was synced have no counts of it. */
const counts = (of: KindCounts = noKindCounts()): KindCountsDto => ({
  seen: of.seen,
  new: of.new,
  changed: of.changed,
  unchanged: Math.max(0, of.seen - of.new - of.changed),
  gone: of.gone,
});
