import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

/** Whether a member wants to hear from another. The row stays when it is taken back: its version goes on counting. */
@Schema({ collection: 'mutes', versionKey: false })
export class Mute {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  muter_id: string;

  @Prop({ type: String, required: true })
  muted_id: string;

  @Prop({ type: Boolean, required: true })
  muted: boolean;

  @Prop({ type: Number, required: true })
  version: number;

  @Prop({ type: Date, required: true })
  changed_at: Date;
}

export const MuteSchema = SchemaFactory.createForClass(Mute);
