import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import { GAME_RESULTS, GAME_TYPES, GameResult, GameType } from '../games/game.schema';
import { SIDES, Side } from '../games/score-rules';

/** A member's part in a completed game. Derived from the game: rebuilt by `yarn ratings:rebuild`. */
@Schema({ collection: 'game_results', versionKey: false })
export class GameResultRow {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  game_id: string;

  @Prop({ type: String, required: true })
  player_id: string;

  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: String, enum: GAME_TYPES, required: true })
  discipline: GameType;

  /** The game's place in the order of results. */
  @Prop({ type: Number, required: true })
  seq: number;

  @Prop({ type: Date, required: true })
  completed_at: Date;

  @Prop({ type: String, enum: SIDES, required: true })
  side: Side;

  @Prop({ type: Boolean, required: true })
  won: boolean;

  @Prop({ type: String, enum: GAME_RESULTS, required: true })
  result: GameResult;

  /** Members on the same side, on the other. */
  @Prop({ type: [String], default: [] })
  partners: string[];

  @Prop({ type: [String], default: [] })
  opponents: string[];

  @Prop({ type: Number, required: true })
  sets_won: number;

  @Prop({ type: Number, required: true })
  sets_lost: number;

  @Prop({ type: Number, required: true })
  points_for: number;

  @Prop({ type: Number, required: true })
  points_against: number;

  /** The rating after the game. */
  @Prop({ type: Number, required: true })
  mu: number;

  @Prop({ type: Number, required: true })
  sigma: number;

  @Prop({ type: Number, required: true })
  games: number;

  @Prop({ type: Number, required: true })
  wins: number;
}

export const GameResultRowSchema = SchemaFactory.createForClass(GameResultRow);

/** A member's rating in a discipline: that of the newest result. Derived. */
@Schema({ collection: 'ratings', versionKey: false })
export class Rating {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: String, enum: GAME_TYPES, required: true })
  discipline: GameType;

  @Prop({ type: Number, required: true })
  mu: number;

  @Prop({ type: Number, required: true })
  sigma: number;

  @Prop({ type: Number, required: true })
  games: number;

  @Prop({ type: Number, required: true })
  wins: number;

  @Prop({ type: Number, required: true })
  score: number;

  @Prop({ type: Boolean, required: true })
  provisional: boolean;

  /** The newest result that is in it. */
  @Prop({ type: Number, required: true })
  last_seq: number;
}

export const RatingSchema = SchemaFactory.createForClass(Rating);

/** One row per discipline: how many results there are, and from which on ratings have to be worked out (again). */
@Schema({ collection: 'rating_chains', versionKey: false })
export class RatingChainRow {
  @Prop({ type: String, required: true })
  _id: GameType;

  @Prop({ type: Number, default: 0 })
  seq: number;

  @Prop({ type: Number, default: null })
  dirty_from: number | null;

  /** Counts the stretches that were worked out: the version of what is told of ratings. */
  @Prop({ type: Number, default: 0 })
  revision: number;
}

export const RatingChainRowSchema = SchemaFactory.createForClass(RatingChainRow);
