import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/** The secret in a member's calendar address: one a member, and only its digest is kept. */
@Schema({ collection: 'calendar_tokens', versionKey: false })
export class CalendarToken {
  /** The member's id. */
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String, required: true })
  digest: string;

  @Prop({ type: Date, required: true })
  created_at: Date;
}

export const CalendarTokenSchema = SchemaFactory.createForClass(CalendarToken);
