import type { NotificationRequest } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import type { NotificationsAnswer } from '../../src/notifications/dto/notification.dto';
import { Notifier } from '../../src/notifications/notifier';
import type { CoreUnderTest, Member } from './core-under-test';

/** What a member's inbox shows. */
export async function inboxOf(who: Member, query = ''): Promise<NotificationsAnswer> {
  const { status, data, error } = await who.client.get<NotificationsAnswer>(`/notifications${query}`);
  if (status !== 200) throw new Error(`reading the inbox failed: ${JSON.stringify(error)}`);
  return data;
}

/** Tells members as a feature of core does. @returns how many were told */
export const notify = (core: CoreUnderTest, request: NotificationRequest): Promise<number> =>
  core.get(Transactions).run((session) => core.get(Notifier).notify(session, request));
