import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Notification } from './notification.schema';
import { PresentNotifications } from './present-notification';

/** Sends new notifications on their ways out, in the transaction that wrote them. */
@Injectable()
export class AnnounceNotifications {
  constructor(
    private readonly present: PresentNotifications,
    private readonly outbox: Outbox,
  ) {}

  async run(session: ClientSession, rows: readonly Notification[]): Promise<void> {
    const present = await this.present.for(rows);
    const events = rows.map((row) => ({
      aggregateId: row.member_id,
      version: row.created_at.getTime(),
      payload: { member_id: row.member_id, notification: present(row, 'ko'), silent: false },
    }));
    await this.outbox.addMany(session, 'core.notification.created', events);
  }
}
