import type { BoardChanged } from './boards';
import type { GameChanged, GameState } from './games';
import type { MeetingChanged } from './meetings';
import type { NotificationCreated, NotificationRequest } from './notifications';
import type { AuditEntry } from './audit';
import type { MessageModerated } from './reports';
import type { AccountStatus, Role } from './roles';
import type { BackendService } from './services';

/**
 * Durable events, named `<service>.<noun>.<past participle>`. One row per event: its payload type here, its
 * subscribers in EVENT_SUBSCRIBERS. A *state* event carries the whole state and is applied only if newer than what
 * the subscriber has (`version` counts per aggregate); a *step* event is applied once, by its id.
 */
export interface EventMap {
  /** State. Aggregate: the member (account id). */
  'auth.member.changed': MemberState;
  /** State. Aggregate: the BAND post (its key at BAND). */
  'band-sync.post.changed': BandPostState;
  /** State. Aggregate: the BAND comment (its key at BAND). */
  'band-sync.comment.changed': BandCommentState;
  /** State. Aggregate: the entry of the roster. */
  'band-sync.roster-member.changed': RosterMemberState;
  /** Step. Aggregate: the member concerned; counts what UserStats shows. */
  'core.activity.recorded': ActivityRecorded;
  /** State. Aggregate: `<member>:<discipline>`. */
  'core.rating.changed': RatingChanged;
  /** State. Aggregate: the meeting. */
  'core.board.changed': BoardChanged;
  /** State. Aggregate: the game. */
  'core.game.changed': GameChanged;
  /** State. Aggregate: the meeting. */
  'core.meeting.changed': MeetingChanged;
  /** Step. Aggregate: free, the thing it is about. Members are told, once per member and dedupe_key. */
  'auth.notification.requested': NotificationRequest;
  'chat-socket.notification.requested': NotificationRequest;
  'band-sync.notification.requested': NotificationRequest;
  /** Step. Aggregate: the member in the room. They have read what they were told of. */
  'chat-socket.messages.read': MessagesRead;
  /** State. Aggregate: the message. Members see its files no more, or see them again. */
  'chat-socket.message-files.changed': MessageFilesChanged;
  /** Step. Aggregate: the post. Somebody likes it who did not write it. */
  'core.post.liked': PostLiked;
  /** Step. Aggregate: what it is about. What core itself wants told after a write that should not wait for it. */
  'core.notification.requested': NotificationRequest;
  /** Step. Aggregate: what it is about. Every active member is told, page by page: each tells of the next. */
  'core.broadcast.requested': BroadcastRequested;
  /** Step. Aggregate: the member who is told. */
  'core.notification.created': NotificationCreated;
  /** State. Aggregate: `<muter>:<muted>`. */
  'core.mute.changed': MuteState;
  /** State. Aggregate: the chat message, which staff hid after a report, or show again. */
  'core.message.moderated': MessageModerated;
  /** Step. Aggregate: what it was done to, `<object_type>:<object_id>`; one row of the audit log. */
  'auth.audit.recorded': AuditEntry;
  'core.audit.recorded': AuditEntry;
  'chat-socket.audit.recorded': AuditEntry;
  'band-sync.audit.recorded': AuditEntry;
  /** Step. Aggregate: the account that is no more; what is its belongs to the other one from now on. */
  'auth.member.merged': MemberMerged;
}

export type EventName = keyof EventMap;

export const EVENT_SUBSCRIBERS = {
  'auth.member.changed': ['core', 'chat-socket', 'band-sync'],
  'band-sync.post.changed': ['core'],
  'band-sync.comment.changed': ['core'],
  'band-sync.roster-member.changed': ['auth'],
  'core.activity.recorded': ['auth'],
  'core.rating.changed': ['auth'],
  'core.board.changed': ['chat-socket'],
  'core.game.changed': ['chat-socket'],
  'core.meeting.changed': ['chat-socket'],
  'auth.notification.requested': ['core'],
  'chat-socket.notification.requested': ['core'],
  'band-sync.notification.requested': ['core'],
  'chat-socket.messages.read': ['core'],
  'chat-socket.message-files.changed': ['core'],
  'core.post.liked': ['core'],
  'core.notification.requested': ['core'],
  'core.broadcast.requested': ['core'],
  'core.notification.created': ['chat-socket'],
  'core.mute.changed': ['chat-socket'],
  'core.message.moderated': ['chat-socket'],
  'auth.audit.recorded': ['auth'],
  'core.audit.recorded': ['auth'],
  'chat-socket.audit.recorded': ['auth'],
  'band-sync.audit.recorded': ['auth'],
  'auth.member.merged': ['core', 'chat-socket', 'band-sync'],
} as const satisfies Record<EventName, readonly BackendService[]>;

/** What every event carries around its payload. */
export interface EventEnvelope<Name extends EventName = EventName> {
  /** ObjectId in hex; the inbox of each subscriber is unique on it. */
  id: string;
  name: Name;
  /** The service that told it. */
  source: BackendService;
  aggregate_id: string;
  /** Grows with each event of the aggregate, written together with the change it tells. */
  version: number;
  occurred_at: string;
  trace_id: string;
  payload: EventMap[Name];
}

export interface MemberState {
  id: string;
  username: string;
  display_name: string;
  /** The address of a picture elsewhere, or `/api/v1/uploads/<id>`, which whoever shows it signs (identity). */
  avatar: string | null;
  roles: Role[];
  status: AccountStatus;
  /** Of the club's grade table; null: not said. */
  grade?: string | null;
  gender?: string | null;
  /** The account that goes on in its place. Who is closed for this did not leave: `auth.member.merged` says more. */
  merged_into?: string | null;
}

/** Two accounts turned out to be one person. */
export interface MemberMerged {
  from_id: string;
  into_id: string;
}

export interface BandPostState {
  band_post_key: string;
  /** Our member, or null where BAND did not say who wrote it. */
  author_id: string | null;
  author_name: string;
  /** Plain text, unescaped; mentions appear as `@name`. */
  content: string;
  mentions: { member_id: string | null; name: string }[];
  pictures: { url: string; width: number | null; height: number | null }[];
  created_at: string;
  is_deleted: boolean;
  /** Brought by the club's first sync: nothing of it is news. */
  is_backfill?: true;
}

export interface BandCommentState {
  band_comment_key: string;
  band_post_key: string;
  author_id: string | null;
  author_name: string;
  content: string;
  created_at: string;
  is_deleted: boolean;
  mentions?: { member_id: string | null; name: string }[];
  is_backfill?: true;
}

/** What the club's roster file tells of a member. What the member chose for themselves stays. */
export interface RosterMemberState {
  /** The entry of the roster; the id of the account of its own where the person is not known from BAND. */
  entry_id: string;
  member_id: string;
  name: string;
  /** Of the club's grade table; null: not said. */
  grade: string | null;
  gender: string | null;
}

export interface ActivityRecorded {
  member_id: string;
  kind: 'post' | 'comment' | 'like_received' | 'game_played' | 'game_won' | 'attendance_due' | 'attended';
  delta: 1 | -1;
}

/** What a member is worth in a discipline, after the newest game that rates. */
export interface RatingChanged {
  member_id: string;
  discipline: GameState['game_type'];
  /** In whole points, about 1000 for somebody new. */
  rating: number;
  provisional: boolean;
  /** Rated games; 0: there is no rating any more. */
  games_played: number;
  games_won: number;
}

/** A member has read a chat room up to a message, of which or of earlier ones they were told. */
export interface MessagesRead {
  member_id: string;
  room_id: string;
  up_to_seq: number;
}

/** Uploads that hang on a chat message, which was deleted, was hidden by staff, or is shown again. */
export interface MessageFilesChanged {
  /** Under which they hang (`core.uploads.claim`). */
  files_id: string;
  /** None: all that hang there, of messages that say no more what they had. */
  upload_ids: string[];
  shown: boolean;
  /** Staff have hidden it: its files may not be hung on anything else, where they would be open again. */
  by_staff?: boolean;
  /** Of the message after the change. */
  version: number;
}

export interface PostLiked {
  post_id: string;
  author_id: string;
  actor_id: string;
}

export interface BroadcastRequested extends Omit<NotificationRequest, 'member_ids'> {
  /** The member's id after whom to go on; empty at the beginning. */
  after: string;
}

export interface MuteState {
  muter_id: string;
  muted_id: string;
  /** Whether what the one says no longer reaches the other. */
  muted: boolean;
  version: number;
}
