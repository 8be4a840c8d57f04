import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/**
 * What core was last told of something at BAND: enough to see whether it changed, and to tell when it is gone. The
 * text itself is core's. `_id` is BAND's key.
 */
export class Mirror {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String, required: true })
  hash: string;

  /** Version of the last event. */
  @Prop({ type: Number, required: true })
  version: number;

  @Prop({ type: Boolean, required: true })
  is_deleted: boolean;

  @Prop({ type: String, default: null })
  author_id: string | null;

  /** Only where there is no id; whoever has one is called as auth says. */
  @Prop({ type: String, default: '' })
  author_name: string;

  @Prop({ type: String, required: true })
  created_at: string;
}

@Schema({ collection: 'post_mirrors', versionKey: false })
export class PostMirror extends Mirror {}

@Schema({ collection: 'comment_mirrors', versionKey: false })
export class CommentMirror extends Mirror {
  @Prop({ type: String, required: true })
  post_key: string;
}

export const PostMirrorSchema = SchemaFactory.createForClass(PostMirror);
export const CommentMirrorSchema = SchemaFactory.createForClass(CommentMirror);
