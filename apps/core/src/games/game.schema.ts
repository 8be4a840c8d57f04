import { type EmbeddedEvent, PENDING_EVENTS } from '@dongbaejul/messaging';
import { Prop, raw, Schema, SchemaFactory } from '@nestjs/mongoose';
import { SchemaTypes, Types } from 'mongoose';
import type { ScoreRule, SetScore, Side } from './score-rules';

export const GAME_TYPES = ['singles', 'mens_doubles', 'womens_doubles', 'mixed_doubles', 'free'] as const;
export type GameType = (typeof GAME_TYPES)[number];

export const GAME_STATUSES = ['scheduled', 'ongoing', 'completed', 'cancelled'] as const;
export type GameStatus = (typeof GAME_STATUSES)[number];

export const ATTENDANCES = ['attended', 'late', 'no_show'] as const;
export type Attendance = (typeof ATTENDANCES)[number];

/** `retired`: given up during play. `walkover`: one side did not play; it rates nobody. */
export const GAME_RESULTS = ['normal', 'retired', 'walkover'] as const;
export type GameResult = (typeof GAME_RESULTS)[number];

/**
 * Of who was entered by somebody else and has not said yes yet. `vouched`: by staff or the meeting's host, whose word
 * the club takes. `asked`: by another member; until the member agrees, the game rates nobody.
 */
export const CONSENTS = ['asked', 'vouched'] as const;
export type Consent = (typeof CONSENTS)[number];

/** Somebody who plays or waits to: a member, or a guest whom a member brings. */
export interface Player {
  /** The member's id, or one made for the guest. */
  readonly player_id: string;
  /** Null for a guest. */
  readonly member_id: string | null;
  /** The member whose party this is: a member with the guests who come and go along. */
  readonly party: string;
  /** A guest's name; a member's at the time of joining, shown until the member is known. */
  readonly name: string;
  /** When joining: what the ratings of newcomers and balanced teams start from. */
  readonly grade: string | null;
  readonly gender: string | null;
  readonly joined_at: Date;
  readonly attendance: Attendance | null;
  /** Missing or null: the member came of their own accord, or agreed since. */
  readonly consent?: Consent | null;
}

/** By player_id. */
export type Teams = Readonly<Record<Side, readonly string[]>>;

export interface Withdrawal {
  readonly member_id: string;
  readonly left_at: Date;
  /** After the join deadline. */
  readonly late: boolean;
}

const PLAYER = {
  _id: false,
  player_id: { type: String, required: true },
  member_id: { type: String, default: null },
  party: { type: String, required: true },
  name: { type: String, default: '' },
  grade: { type: String, default: null },
  gender: { type: String, default: null },
  joined_at: { type: Date, required: true },
  attendance: { type: String, enum: [...ATTENDANCES, null], default: null },
  consent: { type: String, enum: [...CONSENTS, null], default: null },
};

const SET = { _id: false, team1: { type: Number, required: true }, team2: { type: Number, required: true } };

@Schema({ collection: 'games', versionKey: false, minimize: false })
export class Game {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  title: string;

  @Prop({ type: String, default: '' })
  description: string;

  @Prop({ type: Date, required: true })
  game_date: Date;

  /** Minutes. */
  @Prop({ type: Number, required: true })
  duration: number;

  @Prop({ type: Number, required: true })
  max_participants: number;

  @Prop({ type: String, default: null })
  skill_level: string | null;

  @Prop({ type: String, enum: GAME_TYPES, required: true })
  game_type: GameType;

  @Prop(
    raw({
      preset: { type: String, required: true },
      sets_to_win: { type: Number, required: true },
      target: { type: Number, required: true },
      deuce: { type: Boolean, required: true },
      cap: { type: Number, required: true },
    }),
  )
  rule: ScoreRule;

  @Prop({ type: Date, default: null })
  join_deadline: Date | null;

  @Prop({ type: String, default: null })
  location: string | null;

  @Prop({ type: String, default: null })
  meeting_id: string | null;

  @Prop({ type: String, enum: GAME_STATUSES, required: true })
  status: GameStatus;

  @Prop({ type: String, required: true })
  host_id: string;

  @Prop({ type: String, default: '' })
  host_name: string;

  @Prop({ type: [PLAYER], default: [] })
  players: readonly Player[];

  @Prop({ type: [PLAYER], default: [] })
  waiting: readonly Player[];

  @Prop({
    type: [{ _id: false, member_id: String, left_at: Date, late: Boolean }],
    default: [],
  })
  withdrawals: readonly Withdrawal[];

  /** Host, players and who waits: whose game it is. Derived by every write. */
  @Prop({ type: [String], default: [] })
  member_ids: readonly string[];

  @Prop({ type: SchemaTypes.Mixed, default: null })
  teams: Teams | null;

  @Prop({ type: String, default: null })
  court_id: string | null;

  /** While ongoing: its court and its players, of which a unique index lets each be in one ongoing game only. */
  @Prop({ type: [String], default: undefined })
  busy?: readonly string[];

  @Prop({ type: [SET], default: [] })
  sets: readonly SetScore[];

  @Prop({ type: String, default: null })
  winner: Side | null;

  @Prop({ type: String, enum: [...GAME_RESULTS, null], default: null })
  result: GameResult | null;

  @Prop({ type: String, default: null })
  mvp: string | null;

  /** As the client gave it; 10 KB at most. */
  @Prop({ type: SchemaTypes.Mixed, default: null })
  game_stats: Record<string, unknown> | null;

  @Prop({ type: Date, default: null })
  started_at: Date | null;

  @Prop({ type: Date, default: null })
  completed_at: Date | null;

  /** Its place among the completed games of its type, in which ratings are worked out. */
  @Prop({ type: Number })
  result_seq?: number;

  /** The edit version, for If-Match. */
  @Prop({ type: Number, default: 1 })
  version: number;

  /** Counts every change, a point as well; `version` would stand still at a point. */
  @Prop({ type: Number, default: 1 })
  event_version: number;

  /** Events of changes that were written without a transaction; the relay takes them out. */
  @Prop(PENDING_EVENTS)
  pending_events?: EmbeddedEvent[];

  @Prop({ type: Date, required: true })
  created_at: Date;

  @Prop({ type: Date, required: true })
  updated_at: Date;
}

export const GameSchema = SchemaFactory.createForClass(Game);

/** A game as rules see it: replaced field by field, never changed in place. */
export type GameRow = Readonly<Omit<Game, 'pending_events'>>;

/** What a rule may change; the rest is kept by the repository. */
export type GameFields = Omit<
  Game,
  '_id' | 'member_ids' | 'event_version' | 'pending_events' | 'created_at' | 'updated_at'
>;
