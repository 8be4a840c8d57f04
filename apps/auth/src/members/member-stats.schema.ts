import type { RatingChanged } from '@dongbaejul/contracts';
import { Schema, Types } from 'mongoose';
import type { Discipline } from './disciplines';

/** A member's rating in a discipline, as core told it last. */
export interface MemberRating extends Omit<RatingChanged, 'member_id' | 'discipline'> {
  /** Of the event. */
  version: number;
}

/** A projection of what other services counted; `_id` is the account's. */
export interface MemberStats {
  _id: Types.ObjectId;
  posts: number;
  comments: number;
  likesReceived: number;
  gamesPlayed: number;
  gamesWon: number;
  /** Meetings and games that the member had promised to come to, and came to. */
  attendanceDue: number;
  attended: number;
  /** Missing where core told none. */
  ratings?: Partial<Record<Discipline, MemberRating>>;
  /** Somebody else's id: the same person, whose counts these are now. Events of the time before still arrive here. */
  mergedInto?: Types.ObjectId;
}

export const MEMBER_STATS_MODEL = 'MemberStats';

const count = { type: Number, default: 0 } as const;

export const memberStatsSchema = new Schema<MemberStats>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    posts: count,
    comments: count,
    likesReceived: count,
    gamesPlayed: count,
    gamesWon: count,
    attendanceDue: count,
    attended: count,
    ratings: { type: Schema.Types.Mixed },
    mergedInto: { type: Schema.Types.ObjectId },
  },
  { collection: 'member_stats', versionKey: false },
);
