/** The hint that a sync run got further, paused or ended; safe to lose. */
export const SYNC_RUN_PROGRESSED = 'band-sync.run.progressed';

/** Its data. */
export interface SyncRunProgressed {
  /** As GET /admin/sync-runs/:id answers it in Korean. */
  run: object;
}
