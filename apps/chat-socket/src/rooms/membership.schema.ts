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

  /** A notification told of the messages up to this one; past `read_seq` while they have not looked since. */
  @Prop({ type: Number })
  told_seq?: number;

  @Prop({ type: Date })
  told_at?: Date;

  /** No notifications of this room. */
  @Prop({ type: Boolean, default: false })
  muted: boolean;
}

export const MembershipSchema = SchemaFactory.createForClass(Membership);
