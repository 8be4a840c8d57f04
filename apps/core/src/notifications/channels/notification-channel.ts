import type { ClientSession } from 'mongoose';
import type { Notification } from '../notification.schema';
import type { DeliveryTime } from '../preferences/delivery-time';
import type { Preferences } from '../preferences/preferences.schema';

/** A new notification, and how its member wants to be told. */
export interface Announcement {
  row: Notification;
  preferences: Preferences;
  when: DeliveryTime;
}

/**
 * A way to members beside their inbox. It writes what it will do into the transaction of the notifications, so that
 * neither can be lost or happen without the other, and does it after the commit.
 */
export interface NotificationChannel {
  announce(session: ClientSession, announcements: readonly Announcement[]): Promise<void>;
}
