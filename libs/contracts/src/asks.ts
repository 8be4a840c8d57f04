import type { GameReply, GameScoreRequest, GameStatusRequest } from './games';
import type { MessageContext, MessageContextRequest } from './reports';

/**
 * Asks: request and reply over the Redis transport, named `<service>.<noun>.<verb>`.
 * One row per ask; the types are checked on both ends, and the receiver validates the request again.
 */
export interface AskMap {
  /** Brings what BAND shows of its members into the directory. Safe to repeat: the same input changes nothing. */
  'auth.band-members.upsert': { request: UpsertBandMembers; reply: UpsertedBandMembers };
  /**
   * Hangs uploaded files on something, so that they are kept, and answers fresh signed addresses. Safe to repeat: what
   * hangs there already stays, and whoever shows the thing again asks again, as addresses are short-lived.
   */
  'core.uploads.claim': { request: ClaimUploads; reply: ClaimedUploads };
  /** A post or game of ours as a text for BAND. Changes nothing. */
  'core.band-draft.make': { request: BandDraftRequest; reply: BandDraft };
  /** All that a service keeps of a member, for their own archive; a page at a time. Changes nothing. */
  'core.member-data.export': { request: ExportMemberData; reply: ExportedMemberData };
  'chat-socket.member-data.export': { request: ExportMemberData; reply: ExportedMemberData };
  'band-sync.member-data.export': { request: ExportMemberData; reply: ExportedMemberData };
  /** Sets the score of a set outright, by the rules and roles of core. Safe to repeat: the same score changes nothing. */
  'core.game.score': { request: GameScoreRequest; reply: GameReply };
  /** Starts, completes or cancels a game. Safe to repeat: what it is already, it stays. */
  'core.game.change-status': { request: GameStatusRequest; reply: GameReply };
  /**
   * A message with what was said around it, for a report of it; by whom is in its room only, otherwise not found.
   * Changes nothing.
   */
  'chat-socket.message.context': { request: MessageContextRequest; reply: MessageContext };
}

export type AskName = keyof AskMap;
export type AskRequest<Name extends AskName> = AskMap[Name]['request'];
export type AskReply<Name extends AskName> = AskMap[Name]['reply'];

/** A member as BAND's authors, mentions and profiles show one. */
export interface BandMember {
  /** BAND's opaque, stable key of a person within our client. */
  user_key: string;
  name: string;
  profile_image_url: string | null;
}

export interface UpsertBandMembers {
  /** At most 500 in one ask. */
  members: BandMember[];
}

export interface UpsertedBandMembers {
  created: number;
  updated: number;
  unchanged: number;
  /** The member's id in our directory, for each user_key that was sent. */
  ids: { user_key: string; member_id: string }[];
}

/** What an uploaded file may hang on; it decides who may see the file. */
export const UPLOAD_HOLDERS = ['post', 'message', 'member', 'game', 'meeting'] as const;
export type UploadHolder = (typeof UPLOAD_HOLDERS)[number];

export interface ClaimUploads {
  /** At most 10 in one ask. */
  upload_ids: string[];
  /** Who uploaded them; nobody hangs up another person's file. */
  owner_id: string;
  hangs_on: { type: UploadHolder; id: string };
}

/** An uploaded file as members see it. */
export interface UploadedFile {
  id: string;
  /** Signed, valid for minutes: shown, never stored. */
  url: string;
  /** Of pictures only. */
  thumbnail_url: string | null;
  content_type: string;
  /** Bytes. */
  size: number;
  /** Pixels, of pictures only. */
  width: number | null;
  height: number | null;
  name: string;
}

export interface ClaimedUploads {
  /** In the order of `upload_ids`. */
  uploads: UploadedFile[];
}

/** What staff may publish at BAND. */
export const BAND_DRAFT_KINDS = ['post', 'game'] as const;
export type BandDraftKind = (typeof BAND_DRAFT_KINDS)[number];

export interface BandDraftRequest {
  kind: BandDraftKind;
  id: string;
}

export interface BandDraft {
  text: string;
}

export interface ExportMemberData {
  member_id: string;
  /** next_cursor of the reply before; absent at first. */
  cursor?: string;
}

export interface ExportedMemberData {
  /** Named once over all pages; content is JSON, about 1 MB a page at most. */
  files: { name: string; content: unknown }[];
  /** Present while there is more. */
  next_cursor?: string;
}

/** The services whose data are part of a member's archive, besides auth's own; one that answers the ask stands here. */
export const EXPORTING_SERVICES = ['core', 'chat-socket', 'band-sync'] as const;
