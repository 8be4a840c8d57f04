import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { PresentNotifications } from '../present-notification';
import { isOn } from '../preferences/preferences.schema';
import type { Announcement, NotificationChannel } from './notification-channel';

/** Open connections: a durable event for whoever holds them. In quiet hours it only counts, without a sound. */
@Injectable()
export class LiveChannel implements NotificationChannel {
  constructor(
    private readonly present: PresentNotifications,
    private readonly outbox: Outbox,
  ) {}

  async announce(session: ClientSession, announcements: readonly Announcement[]): Promise<void> {
    const wanted = announcements.filter(({ row, preferences }) => isOn(preferences, row, 'live'));
    const present = await this.present.for(wanted.map(({ row }) => row));
    const events = wanted.map(({ row, preferences, when }) => ({
      aggregateId: row.member_id,
      version: row.created_at.getTime(),
      payload: {
        member_id: row.member_id,
        notification: present(row, preferences.language),
        silent: when.held,
      },
    }));
    await this.outbox.addMany(session, 'core.notification.created', events);
  }
}
