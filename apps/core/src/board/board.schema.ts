import { Prop, raw, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import type { BoardCourt, BoardGame, BoardGroup, BoardPlayer, BoardProposal, BoardState } from './board';

const id = { type: String, required: true };
const ids = { type: [String], required: true };
const date = { type: Date, required: true };
const yes = { type: Boolean, required: true };

/** The court board of a meeting; `_id` is the meeting's. */
@Schema({ collection: 'boards', versionKey: false })
export class Board implements BoardState {
  _id: Types.ObjectId;

  @Prop(raw([{ _id: false, id, name: id }]))
  courts: BoardCourt[];

  @Prop(
    raw([
      {
        _id: false,
        id,
        member_id: id,
        is_guest: yes,
        name: { type: String, default: '' },
        grade: { type: String, default: null },
        level: { type: Number, required: true },
        gender: { type: String, default: null },
        is_present: yes,
        is_paused: yes,
        waiting_since: date,
        credit: { type: Number, required: true },
      },
    ]),
  )
  players: BoardPlayer[];

  @Prop(raw([{ _id: false, id, player_ids: ids, made_by: id }]))
  groups: BoardGroup[];

  @Prop(
    raw([
      {
        _id: false,
        game_id: id,
        court_id: id,
        team1: ids,
        team2: ids,
        started_at: date,
        ended_at: { type: Date, default: null },
      },
    ]),
  )
  games: BoardGame[];

  @Prop(raw([{ _id: false, id, court_id: id, team1: ids, team2: ids, made_at: date }]))
  proposals: BoardProposal[];

  /** Counts the changes, each of which is told. */
  @Prop({ type: Number, required: true })
  version: number;

  @Prop(date)
  updated_at: Date;
}

export const BoardSchema = SchemaFactory.createForClass(Board);
