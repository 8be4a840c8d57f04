/** What members may report to staff. */
export const REPORT_TARGETS = ['post', 'comment', 'message', 'member'] as const;
export type ReportTarget = (typeof REPORT_TARGETS)[number];

/** Request of `chat-socket.message.context`. */
export interface MessageContextRequest {
  message_id: string;
  /** Who reports it, and therefore has to be a member of its room. */
  reporter_id: string;
}

/** A chat message as a report keeps it: what staff judge, even after its author has changed it. */
export interface ReportedMessage {
  id: string;
  seq: number;
  /** id is null on what the system says. */
  sender: { id: string | null; name: string };
  /** `text`, `image`, `file` or `system`. */
  type: string;
  content: string;
  /** Names of the files that hang on it. */
  attachments: string[];
  is_deleted: boolean;
  created_at: string;
}

/** Reply of `chat-socket.message.context`. */
export interface MessageContext {
  room_id: string;
  message: ReportedMessage;
  /** At most 5 of the messages before and after it, in the room's order. */
  before: ReportedMessage[];
  after: ReportedMessage[];
}

/** Payload of `core.message.moderated`. */
export interface MessageModerated {
  message_id: string;
  room_id: string;
  /** Whether members are to see it no longer. */
  hidden: boolean;
  /** A sentence for its author. */
  reason: string;
  decided_by: string;
  /** Counts the decisions on the message. */
  version: number;
}
