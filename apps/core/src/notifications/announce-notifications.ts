import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { LiveChannel } from './channels/live.channel';
import type { NotificationChannel } from './channels/notification-channel';
import type { Notification } from './notification.schema';
import { deliveryTime } from './preferences/delivery-time';
import { PreferencesRepository } from './preferences/preferences.repository';
import { DeviceChannel } from './push/device.channel';

/** Sends new notifications on their ways out, as each member wants it, in the transaction that wrote them. */
@Injectable()
export class AnnounceNotifications {
  private readonly channels: NotificationChannel[];

  constructor(
    private readonly preferences: PreferencesRepository,
    live: LiveChannel,
    devices: DeviceChannel,
  ) {
    this.channels = [live, devices];
  }

  async run(session: ClientSession, rows: readonly Notification[]): Promise<void> {
    const preferencesOf = await this.preferences.findMany(rows.map((row) => row.member_id));
    const announcements = rows.map((row) => {
      const preferences = preferencesOf(row.member_id);
      return { row, preferences, when: deliveryTime(row.created_at, preferences, row) };
    });
    for (const channel of this.channels) await channel.announce(session, announcements);
  }
}
