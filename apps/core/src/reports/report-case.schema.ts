import { MessageContext, REPORT_TARGETS, ReportTarget } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, Types } from 'mongoose';

export const DECISIONS = ['hide', 'dismiss', 'restore'] as const;
export type Decision = (typeof DECISIONS)[number];

/** `open`: waits for staff. What was hidden and is shown again is `restored`. */
export const CASE_STATUSES = ['open', 'hidden', 'dismissed', 'restored'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export interface DecisionMade {
  decision: Decision;
  reason: string;
  by: string;
  at: Date;
}

/** What was reported, as it was when somebody first reported it: its author may change or delete it since. */
export interface Evidence {
  author_id: string | null;
  /** Where the author is no member. Members are named as they are called when somebody looks, or not at all. */
  author_name: string;
  /** Of a post; otherwise empty. */
  title: string;
  content: string;
  /** Where it is: the post, or the comment's. */
  post_id: string | null;
  /** Of a chat message, which staff cannot read up; members in it are not named either. */
  context: MessageContext | null;
}

/** All that was reported about one thing, and what staff made of it. */
@Schema({ collection: 'report_cases', versionKey: false, minimize: false })
export class ReportCase {
  _id: Types.ObjectId;

  @Prop({ type: String, enum: REPORT_TARGETS, required: true })
  target_type: ReportTarget;

  @Prop({ type: String, required: true })
  target_id: string;

  @Prop({ type: String, enum: CASE_STATUSES, required: true })
  status: CaseStatus;

  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  evidence: Evidence;

  /** Reports since it was last opened. */
  @Prop({ type: Number, required: true })
  report_count: number;

  /** Reasons given since then, each once. */
  @Prop({ type: [String], required: true })
  reasons: string[];

  /** The newest 20, oldest first. */
  @Prop({ type: [MongooseSchema.Types.Mixed], default: [] })
  decisions: DecisionMade[];

  /** Counts openings and decisions; versions core.message.moderated. */
  @Prop({ type: Number, required: true })
  version: number;

  @Prop({ type: Date, required: true })
  opened_at: Date;

  /** The queue is ordered by it: the last report or decision. */
  @Prop({ type: Date, required: true })
  changed_at: Date;

  /** Present where nothing is left to be done. */
  @Prop({ type: Date })
  expires_at?: Date;
}

export const ReportCaseSchema = SchemaFactory.createForClass(ReportCase);
