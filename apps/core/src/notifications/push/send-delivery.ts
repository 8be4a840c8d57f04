import { metrics } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { MembersRepository } from '../../members/members.repository';
import { DevicesRepository } from '../devices/devices.repository';
import type { Device } from '../devices/device.schema';
import { digestText } from '../notification-text';
import type { Notification } from '../notification.schema';
import { NotificationsRepository } from '../notifications.repository';
import { PresentNotifications } from '../present-notification';
import { PreferencesRepository } from '../preferences/preferences.repository';
import { DeliveriesRepository } from './deliveries.repository';
import type { Delivery } from './delivery.schema';
import { failureOf, type PushMessage, type PushOutcome } from './push-transport';
import { PushTransports } from './push-transports';
import { mayTryAgain, pauseAfter } from './retry-rule';

const TITLE = '동배즐';

const outcomes = metrics.counter({
  name: 'push_deliveries_total',
  help: 'Messages to devices by channel and outcome',
  labelNames: ['channel', 'outcome'],
});

/** Sends one delivery that this process has taken, and notes what became of it. */
@Injectable()
export class SendDelivery {
  private readonly logger = new Logger(SendDelivery.name);

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly devices: DevicesRepository,
    private readonly notifications: NotificationsRepository,
    private readonly present: PresentNotifications,
    private readonly preferences: PreferencesRepository,
    private readonly transports: PushTransports,
    private readonly members: MembersRepository,
  ) {}

  /** Whatever goes wrong counts as a try: what fails at each is given up in the end. */
  async run(delivery: Delivery): Promise<void> {
    try {
      await this.send(delivery);
    } catch (error) {
      this.logger.warn({ msg: 'a delivery failed', err: error });
      await this.tryAgain(delivery, failureOf(error));
    }
  }

  private async send(delivery: Delivery): Promise<void> {
    const device = await this.devices.find(delivery.device_id);
    const transport = this.transports.of(delivery.kind);
    // A device that somebody else registered meanwhile is not told what was meant for who had it before.
    if (!device || device.member_id !== delivery.member_id || !transport) {
      return this.finish(delivery, 'dropped', 'no such device');
    }
    // In the inbox it is still, for one who is let in again.
    const member = (await this.members.findByIds([delivery.member_id])).get(delivery.member_id);
    if (member?.status === 'blocked') return this.finish(delivery, 'dropped', 'the member is blocked');
    const rows = await this.notifications.findByIds(delivery.notification_ids);
    const unread = rows.filter((row) => row.unread);
    if (unread.length === 0) return this.finish(delivery, 'dropped', 'read meanwhile');
    await this.note(delivery, device, await transport.send(device, await this.message(delivery, unread)));
  }

  private async message(delivery: Delivery, unread: Notification[]): Promise<PushMessage> {
    const { language } = await this.preferences.find(delivery.member_id);
    const present = await this.present.for(unread);
    const newest = unread.reduce((a, b) => (String(b._id) > String(a._id) ? b : a));
    const { text, type, data, id } = present(newest, language);
    return {
      id: String(delivery._id),
      title: TITLE,
      text: digestText(unread.length, text, language),
      data: {
        ...Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value ?? '')])),
        notification_id: id,
        type,
        count: String(unread.length),
      },
      critical: delivery.critical,
    };
  }

  private async note(delivery: Delivery, device: Device, outcome: PushOutcome): Promise<void> {
    if (outcome.kind === 'delivered') return this.finish(delivery, 'delivered');
    if (outcome.kind === 'gone') {
      await this.devices.dropDead(device);
      this.logger.log({
        msg: 'a device is gone',
        channel: device.kind,
        device: String(device._id),
        reason: outcome.reason,
      });
      return this.finish(delivery, 'dropped', outcome.reason);
    }
    if (outcome.kind === 'later') return this.tryAgain(delivery, outcome.reason, outcome.afterMs);
    return this.giveUp(delivery, outcome.reason);
  }

  private async tryAgain(delivery: Delivery, reason: string, afterMs?: number): Promise<void> {
    if (!mayTryAgain(delivery.tries)) return this.giveUp(delivery, reason);
    outcomes.inc({ channel: delivery.kind, outcome: 'later' });
    const due = new Date(Date.now() + pauseAfter(delivery.tries, afterMs));
    return this.deliveries.postpone(delivery, due, reason);
  }

  private giveUp(delivery: Delivery, reason: string): Promise<void> {
    const { tries, kind: channel } = delivery;
    this.logger.warn({ msg: 'a push was given up', channel, tries, reason });
    return this.finish(delivery, 'failed', reason);
  }

  private async finish(delivery: Delivery, result: 'delivered' | 'dropped' | 'failed', reason?: string): Promise<void> {
    outcomes.inc({ channel: delivery.kind, outcome: result });
    await this.deliveries.finish(delivery, result, reason);
  }
}
