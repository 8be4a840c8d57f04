import { MongoConnection } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession, mongo } from 'mongoose';
import type { ChatRead } from '../notifications/chat-read.schema';
import type { Notification } from '../notifications/notification.schema';
import type { Preferences } from '../notifications/preferences/preferences.schema';
import type { Device } from '../notifications/devices/device.schema';
import type { Keeper } from './keeper';

const BATCH = 1_000;

/** What a member was told, on which devices, and how they wanted it. */
@Injectable()
export class NotificationsOfMembers implements Keeper {
  constructor(private readonly mongo: MongoConnection) {}

  /** Nobody is there to be told: what waits to be sent to a device that is gone is dropped when its turn comes. */
  async forget(session: ClientSession, memberId: string): Promise<void> {
    await this.devices.deleteMany({ member_id: memberId }, { session });
    await this.preferences.deleteOne({ _id: memberId }, { session });
    await this.notifications.deleteMany({ member_id: memberId }, { session });
    await this.chatReads.deleteMany({ member_id: memberId }, { session });
  }

  /** Whoever was told as both was told twice of one thing; how the account that stays wants to be told holds. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    const theirs = await this.notifications
      .find({ member_id: from }, { session, projection: { dedupe_key: 1 } })
      .toArray();
    for (let at = 0; at < theirs.length; at += BATCH) {
      const keys = theirs.slice(at, at + BATCH).map(({ dedupe_key }) => dedupe_key);
      const both = await this.notifications
        .find({ dedupe_key: { $in: keys }, member_id: into }, { session, projection: { dedupe_key: 1 } })
        .toArray();
      const twice = both.map(({ dedupe_key }) => dedupe_key);
      if (twice.length > 0) {
        await this.notifications.deleteMany({ dedupe_key: { $in: twice }, member_id: from }, { session });
      }
    }
    await this.notifications.updateMany({ member_id: from }, { $set: { member_id: into } }, { session });
    await this.devices.updateMany({ member_id: from }, { $set: { member_id: into } }, { session });
    await this.giveChatReads(session, from, into);
    await this.givePreferences(session, from, into);
  }

  private async giveChatReads(session: ClientSession, from: string, into: string): Promise<void> {
    const theirs = await this.chatReads.find({ member_id: from }, { session }).toArray();
    for (const { room_id, up_to_seq, read_at, touched_at } of theirs) {
      const update = { $max: { up_to_seq: up_to_seq, touched_at, ...(read_at && { read_at }) } };
      await this.chatReads.updateOne({ member_id: into, room_id }, update, { session, upsert: true });
    }
    await this.chatReads.deleteMany({ member_id: from }, { session });
  }

  private async givePreferences(session: ClientSession, from: string, into: string): Promise<void> {
    const theirs = await this.preferences.findOneAndDelete({ _id: from }, { session });
    if (!theirs || (await this.preferences.findOne({ _id: into }, { session }))) return;
    await this.preferences.insertOne({ ...theirs, _id: into }, { session });
  }

  private get notifications(): mongo.Collection<Notification> {
    return this.mongo.db.collection<Notification>('notifications');
  }

  private get chatReads(): mongo.Collection<ChatRead> {
    return this.mongo.db.collection<ChatRead>('chat_reads');
  }

  private get devices(): mongo.Collection<Device> {
    return this.mongo.db.collection<Device>('notification_devices');
  }

  private get preferences(): mongo.Collection<Preferences> {
    return this.mongo.db.collection<Preferences>('notification_preferences');
  }
}
