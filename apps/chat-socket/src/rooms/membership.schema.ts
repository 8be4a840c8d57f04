import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

/** One member's place in one room; gone when they leave. */
@Schema({ collection: 'memberships', versionKey: false })
export class Membership {
  _id: Types.ObjectId;

  @Prop({ type: Types.ObjectId, required: true })
  room_id: Types.ObjectId;

  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: Date, required: true })
  joined_at: Date;

  /** Everything up to this message has been read, on whichever device. */
  @Prop({ type: Number, default: 0 })
  read_seq: number;

  /** No notifications of this room. */
  @Prop({ type: Boolean, default: false })
  muted: boolean;
}

export const MembershipSchema = SchemaFactory.createForClass(Membership);
