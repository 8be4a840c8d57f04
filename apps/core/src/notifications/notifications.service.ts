import type { Identity } from '@dongbaejul/identity';
import { requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ListNotificationsQuery, NotificationsAnswer } from './dto/notification.dto';
import type { ReadAnswer, ReadNotificationsDto } from './dto/read-notifications.dto';
import { NotificationsRepository } from './notifications.repository';
import { PresentNotifications } from './present-notification';

/** A member's inbox. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly present: PresentNotifications,
  ) {}

  async list(who: Identity, query: ListNotificationsQuery): Promise<NotificationsAnswer> {
    const page = await this.notifications.page(who.userId, query, query.unread === true);
    const present = await this.present.for(page.items);
    const language = requestContext()?.language ?? 'ko';
    return {
      notifications: page.items.map((row) => present(row, language)),
      unread_count: await this.notifications.countUnread(who.userId),
      pagination: page.pagination,
      ...(page.next_cursor && { next_cursor: page.next_cursor }),
    };
  }

  async markRead(who: Identity, wanted: ReadNotificationsDto): Promise<ReadAnswer> {
    const ids = wanted.all === true ? undefined : (wanted.notification_ids ?? []);
    const readCount = await this.notifications.markRead(who.userId, ids);
    return { read_count: readCount, unread_count: await this.notifications.countUnread(who.userId) };
  }
}
