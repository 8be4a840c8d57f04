import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import { POST_CATEGORIES, PostCategory } from './post.schema';

/** What a post said before an edit. */
@Schema({ collection: 'post_revisions', versionKey: false })
export class PostRevision {
  _id: Types.ObjectId;

  @Prop({ type: Types.ObjectId, required: true })
  post_id: Types.ObjectId;

  @Prop({ type: Number, required: true })
  version: number;

  @Prop({ type: String, default: '' })
  title: string;

  @Prop({ type: String, default: '' })
  content: string;

  @Prop({ type: String, enum: POST_CATEGORIES, required: true })
  category: PostCategory;

  @Prop({ type: [String], default: [] })
  attachments: string[];

  /** When this text was replaced, and by whom (null: by a change at BAND). */
  @Prop({ type: Date, required: true })
  replaced_at: Date;

  @Prop({ type: String, default: null })
  replaced_by: string | null;
}

export const PostRevisionSchema = SchemaFactory.createForClass(PostRevision);
