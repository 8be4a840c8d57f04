import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

/** How far a member has read a chat room of which they were told, or are about to be: events come in any order. */
@Schema({ collection: 'chat_reads', versionKey: false })
export class ChatRead {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: String, required: true })
  room_id: string;

  @Prop({ type: Number, default: 0 })
  up_to_seq: number;

  /** When they read, by chat's clock. */
  @Prop({ type: Date })
  read_at?: Date;

  @Prop({ type: Date, required: true })
  touched_at: Date;
}

export const ChatReadSchema = SchemaFactory.createForClass(ChatRead);
