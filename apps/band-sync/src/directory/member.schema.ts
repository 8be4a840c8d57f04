import { ACCOUNT_STATUSES, AccountStatus, Role } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/** What band-sync knows of a member: a copy of auth's, fed by its events. */
@Schema({ collection: 'members', versionKey: false })
export class Member {
  /** The account's id, ObjectId in hex. */
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String })
  display_name: string;

  @Prop({ type: String, default: null })
  avatar: string | null;

  @Prop({ type: [String], default: [] })
  roles: Role[];

  @Prop({ type: String, enum: ACCOUNT_STATUSES })
  status: AccountStatus;

  /** The account that goes on in its place, if any: its owner did not leave. */
  @Prop({ type: String })
  merged_into?: string;

  /** Of the newest event that was applied. */
  @Prop({ type: Number })
  version: number;
}

export const MemberSchema = SchemaFactory.createForClass(Member);
