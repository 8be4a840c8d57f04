import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

/** That a member has opened a post. */
@Schema({ collection: 'post_reads', versionKey: false })
export class PostRead {
  _id: Types.ObjectId;

  @Prop({ type: Types.ObjectId, required: true })
  post_id: Types.ObjectId;

  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: Date, required: true })
  read_at: Date;
}

export const PostReadSchema = SchemaFactory.createForClass(PostRead);
