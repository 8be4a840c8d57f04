/**
 * Asks: request and reply over the Redis transport, named `<service>.<noun>.<verb>`.
 * One row per ask; the types are checked on both ends, and the receiver validates the request again.
 */
export interface AskMap {
  /** Brings what BAND shows of its members into the directory. Safe to repeat: the same input changes nothing. */
  'auth.band-members.upsert': { request: UpsertBandMembers; reply: UpsertedBandMembers };
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
