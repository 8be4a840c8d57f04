import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import { Hiding } from '../common/hiding';
import type { SearchableText } from '@dongbaejul/search';

@Schema({ collection: 'comments', versionKey: false })
export class Comment {
  _id: Types.ObjectId;

  @Prop({ type: Types.ObjectId, required: true })
  post_id: Types.ObjectId;

  @Prop({ type: Types.ObjectId, default: null })
  parent_id: Types.ObjectId | null;

  @Prop({ type: String, default: null })
  author_id: string | null;

  @Prop({ type: String, default: '' })
  author_name: string;

  @Prop({ type: String, default: '' })
  content: string;

  /** Members whom it mentions, and who were told unless it came late from BAND. */
  @Prop({ type: [String], default: undefined })
  mentions?: string[];

  @Prop({ type: Boolean, default: false })
  is_deleted: boolean;

  /** Whether lists show it: while it is not deleted, or as a tombstone while a listed reply hangs on it. */
  @Prop({ type: Boolean, default: true })
  is_listed: boolean;

  /** Direct replies that are listed. */
  @Prop({ type: Number, default: 0 })
  reply_count: number;

  /** The edit version, for If-Match. */
  @Prop({ type: Number, default: 1 })
  version: number;

  @Prop({ type: Date, required: true })
  created_at: Date;

  @Prop({ type: Date, required: true })
  updated_at: Date;

  /** Set when it was deleted here, which BAND's later events do not undo. */
  @Prop({ type: Date, default: null })
  removed_at: Date | null;

  @Prop({ type: String, default: null })
  removed_by: string | null;

  /** Set while staff keep it from members, who see a tombstone where others replied. */
  @Prop({ type: Hiding, default: undefined })
  hidden?: Hiding | null;

  /** What it is found by, written with its content; none while it is deleted or hidden. Read by search alone. */
  @Prop({ type: { body: String, grams: [String] }, _id: false })
  search?: SearchableText;

  @Prop({ type: String })
  band_comment_key?: string;

  /** Version of the newest BAND event that was applied. */
  @Prop({ type: Number })
  band_version?: number;
}

export const CommentSchema = SchemaFactory.createForClass(Comment);
