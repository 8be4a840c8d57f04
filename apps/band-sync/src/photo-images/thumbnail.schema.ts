import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/** A picture as we made it once. `_id` names the photo, the size and the state of the photo it was made of. */
@Schema({ collection: 'thumbnails', versionKey: false })
export class Thumbnail {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: Buffer, required: true })
  body: Buffer;

  @Prop({ type: Date, required: true })
  made_at: Date;
}

export const ThumbnailSchema = SchemaFactory.createForClass(Thumbnail);
