import { CRITICAL_NOTIFICATIONS, MOST_RECIPIENTS, NotificationRequest } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { afterCommit } from '@dongbaejul/persistence';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { AnnounceNotifications } from './announce-notifications';
import type { Notification } from './notification.schema';
import { NotificationsRepository } from './notifications.repository';
import { Recipients } from './recipients';

const written = metrics.counter({
  name: 'notifications_created_total',
  help: 'Notifications written to inboxes, by type',
  labelNames: ['type'],
});

/** Tells members what concerns them: their inbox at once, their connections and devices after the commit. */
@Injectable()
export class Notifier {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly recipients: Recipients,
    private readonly announce: AnnounceNotifications,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The same as `notify`, after the commit: for writes that many make at once and that should not wait for it.
   * @param aggregateId what it is about
   */
  async notifyLater(
    session: ClientSession,
    aggregateId: string,
    requests: readonly NotificationRequest[],
  ): Promise<void> {
    const events = requests
      .filter(({ member_ids }) => member_ids.length > 0)
      .map((payload) => ({ aggregateId, version: Date.now(), payload }));
    await this.outbox.addMany(session, 'core.notification.requested', events);
  }

  /**
   * Writes a notification for each of the members, in the caller's transaction. A member is told once per dedupe_key,
   * however often and in however many processes this is called; nobody is told of their own doing, nor
   * (MUTED_NOTIFICATIONS) of what somebody they muted says.
   * @param request.data with `actor_id` where a member caused it
   * @param readBy who knows it already: it is in their inbox as read, and nothing else is sent to them
   * @returns how many members were told now
   * @throws for more than MOST_RECIPIENTS members: tell them in several transactions
   */
  async notify(
    session: ClientSession,
    request: NotificationRequest,
    readBy: ReadonlySet<string> = NOBODY,
  ): Promise<number> {
    if (request.member_ids.length > MOST_RECIPIENTS) throw new Error('Too many members to notify in one transaction');
    const actorId = typeof request.data.actor_id === 'string' ? request.data.actor_id : null;
    const candidates = await this.recipients.among(request.member_ids, actorId, request.type);
    if (candidates.length === 0) return 0;
    const told = await this.notifications.toldAmong(session, candidates, request.dedupe_key);
    const rows = candidates
      .filter((id) => !told.has(id))
      .map((id) => newNotification(id, request, { actorId, isRead: readBy.has(id) }));
    if (rows.length === 0) return 0;
    await this.notifications.insertMany(session, rows);
    const news = rows.filter((row) => row.unread);
    if (news.length > 0) await this.announce.run(session, news);
    afterCommit(session, () => written.inc({ type: request.type }, rows.length));
    return rows.length;
  }
}

const NOBODY: ReadonlySet<string> = new Set();

const newNotification = (
  memberId: string,
  { type, data, dedupe_key, critical }: NotificationRequest,
  { actorId, isRead }: { actorId: string | null; isRead: boolean },
): Notification => ({
  _id: new Types.ObjectId(),
  member_id: memberId,
  type,
  data,
  actor_id: actorId,
  dedupe_key,
  critical: critical === true || CRITICAL_NOTIFICATIONS.includes(type),
  ...(!isRead && { unread: true as const }),
  read_at: isRead ? new Date() : null,
  created_at: new Date(),
});
