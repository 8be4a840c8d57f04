import { MOST_RECIPIENTS } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { BandSyncConfig } from '../config';
import { DirectoryRepository } from '../directory/directory.repository';

/** Tells those who can connect BAND again that they have to. */
@Injectable()
export class Disconnection {
  constructor(
    private readonly config: BandSyncConfig,
    private readonly directory: DirectoryRepository,
    private readonly outbox: Outbox,
  ) {}

  /** In the transaction that notes it. @param connectedAt of the connection that ended: each is told of once */
  async tell(session: ClientSession, connectedAt: Date): Promise<void> {
    const member_ids = (await this.directory.admins(session)).slice(0, MOST_RECIPIENTS);
    if (member_ids.length === 0) return;
    const dedupe_key = `band.disconnected:${connectedAt.toISOString()}`;
    await this.outbox.add(session, 'band-sync.notification.requested', {
      aggregateId: `band-connection:${this.config.CLUB_ID}`,
      version: Date.now(),
      payload: { member_ids, type: 'band.disconnected', data: {}, dedupe_key },
    });
  }
}
