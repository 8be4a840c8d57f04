import { UPLOAD_HOLDERS, UploadHolder } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, Types } from 'mongoose';

/**
 * `arriving`: its bytes are being stored; `waiting`: for something to hang on; `claimed`: hangs on something;
 * `leaving`: its bytes are being deleted.
 */
export const UPLOAD_STATES = ['arriving', 'waiting', 'claimed', 'leaving'] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

/** A schema of its own, as `type` would otherwise be read as the field's type. */
const HOLD = new MongooseSchema(
  { type: { type: String, enum: UPLOAD_HOLDERS }, id: String },
  { _id: false, id: false, versionKey: false },
);

@Schema({ collection: 'uploads', versionKey: false })
export class Upload {
  _id: Types.ObjectId;

  @Prop({ type: String, enum: UPLOAD_STATES, required: true })
  state: UploadState;

  @Prop({ type: String, required: true })
  owner_id: string;

  @Prop({ type: String, required: true })
  name: string;

  @Prop({ type: String, required: true })
  content_type: string;

  /** Bytes as stored. */
  @Prop({ type: Number, required: true })
  size: number;

  @Prop({ type: Number, default: null })
  width: number | null;

  @Prop({ type: Number, default: null })
  height: number | null;

  @Prop({ type: Boolean, default: false })
  has_thumbnail: boolean;

  @Prop({ type: HOLD, default: null })
  hangs_on: { type: UploadHolder; id: string } | null;

  /** The newest that chat told of a message that it hangs on, or hung on. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  of_message?: { id: string; version: number; by_staff?: boolean };

  @Prop({ type: Date, required: true })
  created_at: Date;

  /** When it is swept; null while something holds it. A picture is kept once auth has told that it is worn. */
  @Prop({ type: Date, default: null })
  expires_at: Date | null;
}

export const UploadSchema = SchemaFactory.createForClass(Upload);
