import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

/** An album of BAND's. One that is gone there stays as a tombstone, and comes back as itself. */
@Schema({ collection: 'albums', versionKey: false })
export class Album {
  _id: Types.ObjectId;

  /** BAND's photo_album_key. */
  @Prop({ type: String, required: true })
  key: string;

  @Prop({ type: String, default: '' })
  name: string;

  @Prop({ type: Date, required: true })
  created_at: Date;

  /** Of what BAND tells; what is the same is not written again. */
  @Prop({ type: String, required: true })
  hash: string;

  @Prop({ type: Boolean, default: false })
  is_deleted: boolean;

  /** Photos that are not gone; written with the photos themselves. */
  @Prop({ type: Number, default: 0 })
  photo_count: number;

  /** The newest photo. */
  @Prop({ type: Types.ObjectId, default: null })
  cover_id: Types.ObjectId | null;

  /** When something of it last changed here. */
  @Prop({ type: Date, required: true })
  changed_at: Date;
}

export const AlbumSchema = SchemaFactory.createForClass(Album);
