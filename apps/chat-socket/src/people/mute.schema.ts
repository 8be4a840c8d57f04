import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

@Schema({ collection: 'mutes', versionKey: false })
export class Mute {
  /** `<muter>:<muted>`. */
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String, required: true })
  muter_id: string;

  @Prop({ type: String, required: true })
  muted_id: string;

  @Prop({ type: Boolean, required: true })
  muted: boolean;

  /** Of the newest event that was applied. */
  @Prop({ type: Number })
  version: number;
}

export const MuteSchema = SchemaFactory.createForClass(Mute);
