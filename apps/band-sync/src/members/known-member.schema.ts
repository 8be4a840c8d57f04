import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/** Which of our members a BAND user is, and what auth was last told of them. `_id` is BAND's user_key. */
@Schema({ collection: 'known_members', versionKey: false })
export class KnownMember {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String, required: true })
  member_id: string;

  /**
   * Name at BAND, as it was last sent. Absent for who left: auth is asked about them each time, as they may be back
   * under another account; and in rows from before it was kept, until they are met again.
   */
  @Prop({ type: String })
  name?: string;

  /** Of what was last sent; an unchanged person is not sent again. */
  @Prop({ type: String, required: true })
  hash: string;

  /** The run that brought them; what it learns more of them counts as the same news. */
  @Prop({ type: String, required: true })
  first_run: string;
}

export const KnownMemberSchema = SchemaFactory.createForClass(KnownMember);
