import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

export const REPORT_REASONS = [
  'spam',
  'abuse',
  'harassment',
  'sexual',
  'violence',
  'personal_info',
  'false_information',
  'copyright',
  'other',
] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

/** That one member reports something. */
@Schema({ collection: 'reports', versionKey: false })
export class Report {
  _id: Types.ObjectId;

  @Prop({ type: Types.ObjectId, required: true })
  case_id: Types.ObjectId;

  @Prop({ type: String, required: true })
  reporter_id: string;

  @Prop({ type: String, enum: REPORT_REASONS, required: true })
  reason: ReportReason;

  @Prop({ type: String, default: '' })
  text: string;

  /** Present until staff have decided: a member has one such report of a thing. */
  @Prop({ type: Boolean })
  is_open?: true;

  @Prop({ type: Date, required: true })
  created_at: Date;

  @Prop({ type: Date })
  expires_at?: Date;
}

export const ReportSchema = SchemaFactory.createForClass(Report);
