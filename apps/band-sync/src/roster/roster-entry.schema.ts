import type { Grade } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import type { Gender } from '../roster-file/row-rules';

/**
 * `matched`: a member whom BAND shows, or whom staff named. `separate`: a member of their own, whom BAND has not shown
 * yet. `waiting`: staff have to say who it is. `ignored`: staff said that it is nobody of the club.
 */
export const ENTRY_STATES = ['matched', 'separate', 'waiting', 'ignored'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

/** A person of the club's roster, over all imports. */
@Schema({ collection: 'roster_entries', versionKey: false })
export class RosterEntry {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  name: string;

  @Prop({ type: String, required: true })
  name_key: string;

  /** Name at BAND, where the roster tells it. */
  @Prop({ type: String, default: null })
  band_name: string | null;

  @Prop({ type: String, default: null })
  grade: Grade | null;

  @Prop({ type: String, default: null })
  gender: Gender | null;

  /** Keyed digest: the number itself is not kept, as it only serves to tell namesakes apart. */
  @Prop({ type: String, default: null })
  phone_digest: string | null;

  @Prop({ type: String, default: null })
  phone_last4: string | null;

  @Prop({ type: String, enum: ENTRY_STATES, required: true })
  state: EntryState;

  /** Who it is here; null while waiting or ignored. Nobody is in the roster twice. */
  @Prop({ type: String, default: null })
  member_id: string | null;

  /** Of the last event about it. */
  @Prop({ type: Number, default: 0 })
  version: number;

  @Prop({ type: Date, required: true })
  imported_at: Date;

  @Prop({ type: String, default: null })
  decided_by: string | null;

  @Prop({ type: Date, default: null })
  decided_at: Date | null;
}

/** One row, written by every import and decision, so that they wait for each other on all replicas. */
@Schema({ collection: 'roster_turns', versionKey: false })
export class RosterTurn {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: Number, default: 0 })
  turn: number;
}

export const RosterEntrySchema = SchemaFactory.createForClass(RosterEntry);
export const RosterTurnSchema = SchemaFactory.createForClass(RosterTurn);
