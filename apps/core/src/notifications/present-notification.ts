import type { Language, NotificationState } from '@dongbaejul/contracts';
import { AuthorsService } from '../members/authors.service';
import { Injectable } from '@nestjs/common';
import type { Notification } from './notification.schema';
import { notificationText } from './notification-text';

/** A notification as its member reads it. */
@Injectable()
export class PresentNotifications {
  constructor(private readonly authors: AuthorsService) {}

  /** @returns a function from row and language to what is shown, after one query for all names */
  async for(rows: readonly Notification[]): Promise<(row: Notification, language: Language) => NotificationState> {
    const written = rows.map(({ actor_id }) => ({ author_id: actor_id, author_name: '' }));
    const namesIn = await this.authors.namesIn(written);
    return (row, language) => {
      const actor = row.actor_id === null ? null : namesIn({ author_id: row.actor_id, author_name: '' }, language);
      return {
        id: String(row._id),
        type: row.type,
        critical: row.critical,
        text: notificationText(row.type, row.data, actor?.display_name ?? '', language),
        data: row.data,
        actor,
        read_at: row.read_at?.toISOString() ?? null,
        created_at: row.created_at.toISOString(),
      };
    };
  }
}
