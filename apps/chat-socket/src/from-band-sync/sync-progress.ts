import { rolesWith, SYNC_RUN_PROGRESSED, SyncRunProgressed } from '@dongbaejul/contracts';
import { Hints } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { LocalSockets } from '../sockets/local-sockets';

const WHO_MAY_READ = rolesWith('sync:read');

/**
 * How far a sync run is, to staff and auditors at this process. Every process hears the hint for itself. Whoever was not
 * connected finds the same at GET /admin/sync-runs/:id.
 */
@Injectable()
export class SyncProgress {
  constructor(
    hints: Hints,
    private readonly sockets: LocalSockets,
  ) {
    hints.subscribe(SYNC_RUN_PROGRESSED, (told) => this.tell(told as SyncRunProgressed));
  }

  private tell({ run }: SyncRunProgressed): void {
    this.sockets.toRoles(WHO_MAY_READ, 'sync:progressed', { run });
  }
}
