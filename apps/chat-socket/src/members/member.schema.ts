import { ACCOUNT_STATUSES, AccountStatus, Role } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema } from 'mongoose';

/** What a member left behind in the global room. */
export interface GlobalPlace {
  read_seq: number;
  muted: boolean;
}

/** What chat knows of a member: a copy of auth's, fed by its events, and when they were last here. */
@Schema({ collection: 'members', versionKey: false })
export class Member {
  /** The account's id, ObjectId in hex. */
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String })
  username: string;

  @Prop({ type: String })
  display_name: string;

  @Prop({ type: String, default: null })
  avatar: string | null;

  @Prop({ type: String, enum: ACCOUNT_STATUSES })
  status: AccountStatus;

  @Prop({ type: [String] })
  roles: Role[];

  /** Of the newest event that was applied. */
  @Prop({ type: Number })
  version: number;

  /** When their last socket closed. */
  @Prop({ type: Date, default: null })
  last_seen_at: Date | null;

  /** While they are not active: for when they come back. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  global_place?: GlobalPlace;
}

export const MemberSchema = SchemaFactory.createForClass(Member);
