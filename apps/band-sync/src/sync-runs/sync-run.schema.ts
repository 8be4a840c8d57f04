import type { ErrorShape } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, Types } from 'mongoose';
import type { BandCursor } from '../band-client/band.types';

export const RUN_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'paused', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What is counted for each kind; `unchanged` is what is left of `seen`. */
export interface KindCounts {
  seen: number;
  new: number;
  changed: number;
  gone: number;
}

export const COUNTED_KINDS = ['members', 'posts', 'comments', 'albums', 'photos'] as const;
export type CountedKind = (typeof COUNTED_KINDS)[number];
export type RunCounts = Record<CountedKind, KindCounts>;

export const noKindCounts = (): KindCounts => ({ seen: 0, new: 0, changed: 0, gone: 0 });

export const noCounts = (): RunCounts => ({
  members: noKindCounts(),
  posts: noKindCounts(),
  comments: noKindCounts(),
  albums: noKindCounts(),
  photos: noKindCounts(),
});

/** What a run brings: everything, or the album alone. */
export const RUN_SCOPES = ['all', 'photos'] as const;
export type RunScope = (typeof RUN_SCOPES)[number];

/**
 * Where a run is: reading the list of posts, looking after those that were not in it, reading the albums, then each
 * album's photos.
 */
export const RUN_PHASES = ['posts', 'gone', 'albums', 'photos'] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

export const firstPhaseOf = (scope: RunScope): RunPhase => (scope === 'photos' ? 'albums' : 'posts');

/** Where a run goes on: a phase, the album it is in, and BAND's parameters of the next page. */
export interface RunPlace {
  phase: RunPhase;
  album: string | null;
  cursor: BandCursor | null;
}

/** One run of the sync: its record, its place to go on from, and the lease of whoever works on it. */
@Schema({ collection: 'sync_runs', versionKey: false })
export class SyncRun {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  status: RunStatus;

  /** Present until the run has ended; a unique index on it is what lets only one run. */
  @Prop({ type: Boolean })
  active?: true;

  @Prop({ type: String, required: true })
  trigger: string;

  /** Account id; null where nobody asked. */
  @Prop({ type: String, default: null })
  started_by: string | null;

  @Prop({ type: String, required: true })
  trace_id: string;

  @Prop({ type: Date, required: true })
  created_at: Date;

  @Prop({ type: Date, default: null })
  started_at: Date | null;

  @Prop({ type: Date, default: null })
  ended_at: Date | null;

  @Prop({ type: String, default: null })
  holder: string | null;

  /** Grows with each holder: what an earlier one still tries to write is refused. */
  @Prop({ type: Number, default: 0 })
  fence: number;

  /** From then on anybody may take the run: it is queued, its holder is dead, or its pause is over. */
  @Prop({ type: Date, required: true })
  lease_until: Date;

  /** How often it was taken up since it last got anywhere; a holder that gave it back aside. */
  @Prop({ type: Number, default: 0 })
  claims: number;

  @Prop({ type: Boolean, default: false })
  cancel_requested: boolean;

  @Prop({ type: Number, default: 0 })
  pauses: number;

  @Prop({ type: Date, default: null })
  resume_at: Date | null;

  @Prop({ type: String, enum: RUN_SCOPES, default: 'all' })
  scope: RunScope;

  @Prop({ type: String, enum: RUN_PHASES, default: 'posts' })
  phase: RunPhase;

  /** Whose photos are being read: BAND's key of the album. */
  @Prop({ type: String, default: null })
  album: string | null;

  /** BAND's parameters of the next page; never with a token. */
  @Prop({ type: MongooseSchema.Types.Mixed, default: null })
  cursor: BandCursor | null;

  @Prop({ type: Number, default: 0 })
  pages: number;

  /** Posts known before the run, as a measure for its progress; null in a first sync and in one of the album alone. */
  @Prop({ type: Number, default: null })
  posts_expected: number | null;

  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  counts: RunCounts;

  @Prop({ type: MongooseSchema.Types.Mixed, default: null })
  error: ErrorShape | null;

  /** What staff should know of a run that went on all the same; absent in records from before there were any. */
  @Prop({ type: [MongooseSchema.Types.Mixed], default: [] })
  warnings?: ErrorShape[];
}

/** Which posts, people, albums and photos a run has met, in pieces, so that it still knows after a crash. Gone when the run ends. */
@Schema({ collection: 'sync_run_seen', versionKey: false })
export class SeenPiece {
  _id: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  run_id: Types.ObjectId;

  @Prop({ type: [String], required: true })
  posts: string[];

  @Prop({ type: [String], required: true })
  members: string[];

  @Prop({ type: [String], default: [] })
  albums: string[];

  @Prop({ type: [String], default: [] })
  photos: string[];

  @Prop({ type: Date, required: true })
  at: Date;
}

export const SyncRunSchema = SchemaFactory.createForClass(SyncRun);
export const SeenPieceSchema = SchemaFactory.createForClass(SeenPiece);
