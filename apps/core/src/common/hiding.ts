import { permissionsOf, Role } from '@dongbaejul/contracts';
import { Prop, Schema } from '@nestjs/mongoose';

/** Why staff keep something from members. */
@Schema({ _id: false })
export class Hiding {
  @Prop({ type: String, required: true })
  reason: string;

  @Prop({ type: String, required: true })
  by: string;

  @Prop({ type: Date, required: true })
  at: Date;
}

/** Who looks at something. */
export interface Viewer {
  userId: string;
  roles: readonly Role[];
}

/** Whether nothing is hidden from them. */
export const seesAllHidden = (who: Viewer): boolean => permissionsOf(who.roles).includes('posts:moderate');

/** What is hidden is shown to its author, who learns why, and to those who moderate. */
export const seesHidden = (written: { author_id: string | null }, who: Viewer): boolean =>
  written.author_id === who.userId || seesAllHidden(who);
