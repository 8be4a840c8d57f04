/**
 * What members are told of. The part before the dot groups types as people switch them. Texts are made by core from the
 * type and its `data`; ids in `data` are what a client opens.
 */
export const NOTIFICATION_TYPES = [
  'comment',
  'reply',
  'mention',
  'like',
  'notice',
  'content.hidden',
  'content.restored',
  'game.joined',
  'game.entered',
  'game.removed',
  'game.left',
  'game.promoted',
  'game.changed',
  'game.started',
  'game.completed',
  'game.corrected',
  'game.cancelled',
  'meeting.created',
  'meeting.changed',
  'meeting.promoted',
  'meeting.cancelled',
  'chat.message',
  'chat.mention',
  'account.approved',
  'account.roles',
  'account.security',
  'report.received',
  'report.decided',
  'band.disconnected',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/**
 * What somebody says or likes: nobody hears of it from whom they mute. Everything else is about what the member takes
 * part in: whoever cancels a game, all who wanted to play have to know.
 */
export const MUTED_NOTIFICATIONS: readonly NotificationType[] = [
  'comment',
  'reply',
  'mention',
  'like',
  'notice',
  'chat.message',
  'chat.mention',
];

/** What passes switches, quiet hours and the digest, always. */
export const CRITICAL_NOTIFICATIONS: readonly NotificationType[] = ['account.security'];

export type NotificationValue = string | number | boolean | null;

/**
 * What the texts and the client need; plain values only. `actor_id` is the member who caused it: core adds the name,
 * and of MUTED_NOTIFICATIONS nobody is told what somebody they muted did. `title` is the name of the game, meeting or
 * room, `reason` and `detail` are sentences for people. Never the words of a post, comment or message: those can be
 * hidden later.
 */
export type NotificationData = Record<string, NotificationValue>;

/** The most members that one request may name; more are asked for by several. */
export const MOST_RECIPIENTS = 1_000;

/** Payload of `<service>.notification.requested`, and what `Notifier.notify` in core takes. */
export interface NotificationRequest {
  member_ids: string[];
  type: NotificationType;
  data: NotificationData;
  /** The same key tells a member once, whoever asks and however often (`game:<id>:started`). */
  dedupe_key: string;
  critical?: boolean;
}

/** A notification as its member sees it, over REST and on the socket alike. */
export interface NotificationState {
  id: string;
  type: NotificationType;
  critical: boolean;
  /** One line, in the member's language. */
  text: string;
  data: NotificationData;
  /** Who caused it, where somebody did. */
  actor: { id: string | null; display_name: string; avatar: string | null } | null;
  read_at: string | null;
  created_at: string;
}

/** `core.notification.created`: for the member's open connections. */
export interface NotificationCreated {
  member_id: string;
  notification: NotificationState;
  /** To be counted without a sound: the member's quiet hours, or a digest tells it later. */
  silent: boolean;
}
