import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

@Schema({ collection: 'photos', versionKey: false })
export class Photo {
  _id: Types.ObjectId;

  /** BAND's photo_key. */
  @Prop({ type: String, required: true })
  key: string;

  @Prop({ type: Types.ObjectId, required: true })
  album_id: Types.ObjectId;

  /** Where BAND keeps the picture; members get addresses of ours. Empty once it is gone. */
  @Prop({ type: String, default: '' })
  url: string;

  @Prop({ type: Number, default: null })
  width: number | null;

  @Prop({ type: Number, default: null })
  height: number | null;

  @Prop({ type: String, default: null })
  author_id: string | null;

  /** Only where there is no id. */
  @Prop({ type: String, default: '' })
  author_name: string;

  @Prop({ type: Date, required: true })
  taken_at: Date;

  @Prop({ type: Boolean, default: false })
  is_video: boolean;

  @Prop({ type: String, required: true })
  hash: string;

  @Prop({ type: Boolean, default: false })
  is_deleted: boolean;
}

export const PhotoSchema = SchemaFactory.createForClass(Photo);
