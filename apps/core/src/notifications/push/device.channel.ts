import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import type { Announcement, NotificationChannel } from '../channels/notification-channel';
import { DevicesRepository } from '../devices/devices.repository';
import type { Device } from '../devices/device.schema';
import { isOn } from '../preferences/preferences.schema';
import { DeliveriesRepository } from './deliveries.repository';
import type { Delivery } from './delivery.schema';

/** Members' devices: notes what is to be sent, in the transaction of the notification; DeliveryJob sends it. */
@Injectable()
export class DeviceChannel implements NotificationChannel {
  constructor(
    private readonly devices: DevicesRepository,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  async announce(session: ClientSession, announcements: readonly Announcement[]): Promise<void> {
    const devices = await this.devices.ofMembers(announcements.map(({ row }) => row.member_id));
    if (devices.length === 0) return;
    const wanted = announcements.flatMap((announcement) =>
      devices
        .filter((device) => device.member_id === announcement.row.member_id)
        .filter((device) => isOn(announcement.preferences, announcement.row, device.kind))
        .map((device) => ({ device, announcement })),
    );
    await this.deliveries.insertMany(
      session,
      wanted.filter(({ announcement }) => !announcement.when.held).map(deliveryOf),
    );
    await this.gather(
      session,
      wanted.filter(({ announcement }) => announcement.when.held),
    );
  }

  /** What is kept back until the same moment becomes one message per device. */
  private async gather(session: ClientSession, held: readonly Wanted[]): Promise<void> {
    if (held.length === 0) return;
    const known = new Map<string, Delivery>();
    for (const row of await this.deliveries.gathering(
      session,
      held.map(({ device }) => device._id),
    ))
      known.set(keyOf(row.device_id, row.due_at), row);
    const fresh = new Map<string, Delivery>();
    for (const one of held) {
      const key = keyOf(one.device._id, one.announcement.when.at);
      const [open, added] = [known.get(key), fresh.get(key)];
      if (open) await this.deliveries.gather(session, open._id, [one.announcement.row._id]);
      else if (added) added.notification_ids.push(one.announcement.row._id);
      else fresh.set(key, { ...deliveryOf(one), gathers_until: one.announcement.when.at });
    }
    await this.deliveries.insertMany(session, [...fresh.values()]);
  }
}

interface Wanted {
  device: Device;
  announcement: Announcement;
}

const keyOf = (deviceId: Types.ObjectId, at: Date): string => `${String(deviceId)} ${at.getTime()}`;

const deliveryOf = ({ device, announcement: { row, when } }: Wanted): Delivery => ({
  _id: new Types.ObjectId(),
  device_id: device._id,
  member_id: device.member_id,
  kind: device.kind,
  notification_ids: [row._id],
  critical: row.critical,
  open: true,
  due_at: when.at,
  tries: 0,
});
