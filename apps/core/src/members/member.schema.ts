import { ACCOUNT_STATUSES, AccountStatus, Role } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/** What core knows of a member: a copy of auth's, fed by its events. */
@Schema({ collection: 'members', versionKey: false })
export class Member {
  /** The account's id, ObjectId in hex. */
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String })
  username: string;

  /** What the username is compared by, for mentions. */
  @Prop({ type: String })
  username_key?: string;

  @Prop({ type: String })
  display_name: string;

  @Prop({ type: String, default: null })
  avatar: string | null;

  @Prop({ type: String, enum: ACCOUNT_STATUSES })
  status: AccountStatus;

  /** Missing until the member's next event where the copy is older than this field. */
  @Prop({ type: [String], default: [] })
  roles?: Role[];

  /** What newcomers' ratings and balanced teams start from. */
  @Prop({ type: String, default: null })
  grade?: string | null;

  @Prop({ type: String, default: null })
  gender?: string | null;

  /** The member who goes on in its place, where two accounts turned out to be one person. */
  @Prop({ type: String })
  merged_into?: string;

  /** Of the newest event that was applied. */
  @Prop({ type: Number })
  version: number;
}

export const MemberSchema = SchemaFactory.createForClass(Member);
