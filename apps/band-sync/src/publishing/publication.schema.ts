import type { BandDraftKind, ErrorShape } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, Types } from 'mongoose';

/**
 * `posting`: BAND was asked, or is about to be; it may have the post. Whoever finds one in this state looks for it at
 * BAND and never asks again. `unknown`: it was looked for long enough; staff decide. `left`: they left it at that.
 * `failed`: BAND said no; if it was asked before (`in_doubt`), what it wrote then is looked for all the same.
 */
export const PUBLICATION_STATES = ['queued', 'posting', 'published', 'failed', 'unknown', 'left'] as const;
export type PublicationState = (typeof PUBLICATION_STATES)[number];

type States = readonly PublicationState[];

/** Its work is not over. */
export const OPEN: States = ['queued', 'posting'];
/** Any process takes them up when they are due; one that failed, where BAND was asked before. */
export const TAKEN_UP: States = [...OPEN, 'failed'];
/** BAND was asked and may have it, now or later. */
export const ASKED: States = ['posting', 'unknown', 'left'];
/** Nobody knows yet that it is at BAND, and it may be one day. */
export const NOT_SEEN: States = ['queued', ...ASKED];

/** A post or game of ours on its way to BAND. */
@Schema({ collection: 'publications', versionKey: false })
export class Publication {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  kind: BandDraftKind;

  @Prop({ type: String, required: true })
  object_id: string;

  /** Present unless it failed or was left; a unique index on it keeps a thing from being published twice. */
  @Prop({ type: String })
  live?: string;

  /** As it is sent; never changed, as the post at BAND is known by it. */
  @Prop({ type: String, required: true })
  text: string;

  @Prop({ type: Boolean, required: true })
  push: boolean;

  @Prop({ type: String, enum: PUBLICATION_STATES, required: true })
  state: PublicationState;

  @Prop({ type: String, default: null })
  band_post_key: string | null;

  /**
   * All posts at BAND that are this one; none is two's, by a unique index. More than one where staff had it posted
   * again, and BAND wrote what it was asked before after all.
   */
  @Prop({ type: [String], default: undefined })
  post_keys?: string[];

  @Prop({ type: Number, default: 0 })
  attempts: number;

  /** When BAND was asked first; nothing older there can be ours. */
  @Prop({ type: Date, default: null })
  first_asked_at: Date | null;

  /** When BAND was asked last; absent in rows from before it was kept. */
  @Prop({ type: Date, default: null })
  asked_at?: Date | null;

  /** How often in a row it was put off since BAND was asked last: what comes next comes later each time. */
  @Prop({ type: Number, default: 0 })
  waits?: number;

  /** From then on any process may take it up; a failed one has it while an earlier asking is looked for. */
  @Prop({ type: Date })
  next_at?: Date;

  /** Staff had it posted again: BAND was asked before, and may have written that too. */
  @Prop({ type: Boolean })
  in_doubt?: boolean;

  /** Grows with each process that takes it up: what an earlier one still writes is refused. */
  @Prop({ type: Number, default: 0 })
  fence: number;

  /** The last thing that went wrong. */
  @Prop({ type: MongooseSchema.Types.Mixed, default: null })
  error: ErrorShape | null;

  @Prop({ type: String, default: null })
  requested_by: string | null;

  @Prop({ type: String, required: true })
  trace_id: string;

  @Prop({ type: Date, required: true })
  created_at: Date;

  @Prop({ type: Date, default: null })
  published_at: Date | null;
}

export const PublicationSchema = SchemaFactory.createForClass(Publication);
