import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import { FREQUENCIES, Recurrence } from './recurrence';
import { Answer, ANSWERS, Party } from './seats';

/** `regular`: 정모, the club's own; `flash`: 번개, called by anybody. */
export const MEETING_KINDS = ['regular', 'flash'] as const;
export type MeetingKind = (typeof MEETING_KINDS)[number];

export const GENDERS = ['male', 'female'] as const;
export type Gender = (typeof GENDERS)[number];

@Schema({ _id: false })
export class MeetingCourt {
  @Prop({ type: String, required: true })
  id: string;

  @Prop({ type: String, required: true })
  name: string;
}

/** Somebody without an account, who comes and goes with the member who brings them. */
@Schema({ _id: false })
export class MeetingGuest {
  @Prop({ type: String, required: true })
  id: string;

  @Prop({ type: String, required: true })
  name: string;

  @Prop({ type: String, default: null })
  grade: string | null;

  @Prop({ type: String, enum: [...GENDERS, null], default: null })
  gender: Gender | null;
}

@Schema({ _id: false })
export class MeetingAnswer implements Party {
  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: String, default: '' })
  member_name: string;

  @Prop({ type: String, enum: ANSWERS, required: true })
  answer: Answer;

  @Prop({ type: [SchemaFactory.createForClass(MeetingGuest)], default: [] })
  guests: MeetingGuest[];

  /** False: waits for a place, or does not come. */
  @Prop({ type: Boolean, required: true })
  has_place: boolean;

  @Prop({ type: Date, required: true })
  answered_at: Date;
}

/** People, guests included. */
@Schema({ _id: false })
export class MeetingCounts {
  @Prop({ type: Number, default: 0 })
  going: number;

  @Prop({ type: Number, default: 0 })
  waiting: number;

  @Prop({ type: Number, default: 0 })
  maybe: number;

  @Prop({ type: Number, default: 0 })
  not_going: number;
}

@Schema({ _id: false })
export class MeetingRecurrence implements Recurrence {
  @Prop({ type: String, enum: FREQUENCIES, required: true })
  frequency: Recurrence['frequency'];

  @Prop({ type: Number, required: true })
  interval: number;

  @Prop({ type: Number })
  count?: number;

  @Prop({ type: Date })
  until?: Date;
}

@Schema({ collection: 'meetings', versionKey: false })
export class Meeting {
  _id: Types.ObjectId;

  @Prop({ type: String, enum: MEETING_KINDS, required: true })
  kind: MeetingKind;

  /** Whether it takes place; whether it is over follows from the time. */
  @Prop({ type: Boolean, required: true })
  is_cancelled: boolean;

  @Prop({ type: String, default: null })
  cancel_reason: string | null;

  @Prop({ type: String, required: true })
  title: string;

  @Prop({ type: String, default: '' })
  description: string;

  @Prop({ type: Date, required: true })
  meeting_date: Date;

  /** Minutes. */
  @Prop({ type: Number, required: true })
  duration: number;

  @Prop({ type: String, default: '' })
  location: string;

  @Prop({ type: [SchemaFactory.createForClass(MeetingCourt)], default: [] })
  courts: MeetingCourt[];

  /** Null: as many as come. */
  @Prop({ type: Number, default: null })
  max_participants: number | null;

  @Prop({ type: String, required: true })
  host_id: string;

  @Prop({ type: String, default: '' })
  host_name: string;

  /** The same for all meetings of a series. */
  @Prop({ type: Types.ObjectId, default: null })
  series_id: Types.ObjectId | null;

  @Prop({ type: SchemaFactory.createForClass(MeetingRecurrence), default: null })
  recurrence: MeetingRecurrence | null;

  /** When the series began, and this meeting's number in it from 0: together the date that the rule gives it. */
  @Prop({ type: Date, default: null })
  series_first: Date | null;

  @Prop({ type: Number })
  series_index?: number;

  /** The last one made so far of a series without an end; it goes on from here. */
  @Prop({ type: Boolean })
  series_tail?: true;

  /** In the order in which people said that they come. */
  @Prop({ type: [SchemaFactory.createForClass(MeetingAnswer)], default: [] })
  answers: MeetingAnswer[];

  /** Whose meeting it is in lists: the host, and who comes or may come. */
  @Prop({ type: [String], default: [] })
  member_ids: string[];

  @Prop({ type: SchemaFactory.createForClass(MeetingCounts), required: true })
  counts: MeetingCounts;

  /** Counts edits, for If-Match; answers are no edits. */
  @Prop({ type: Number, default: 1 })
  version: number;

  /** Counts what was put under it. A new game and a cancellation both write here, so that neither passes the other. */
  @Prop({ type: Number })
  held?: number;

  /** Counts every change that is told, an answer as well; `version` would stand still at an answer. */
  @Prop({ type: Number, default: 1 })
  event_version: number;

  @Prop({ type: Date, required: true })
  created_at: Date;

  @Prop({ type: Date, required: true })
  updated_at: Date;
}

export const MeetingSchema = SchemaFactory.createForClass(Meeting);

/** A meeting as lists show it: the answers of a large club would be most of the bytes. */
export type MeetingRow = Omit<Meeting, 'answers' | 'member_ids'>;

/** A member's answer to a meeting, and the place in its waiting list from 1; 0 for who does not wait. */
export interface OwnAnswer {
  _id: Types.ObjectId;
  answer: MeetingAnswer;
  position: number;
}
