import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/**
 * A member who left, goes on as another or was blocked, of whom something is left to do: what was too much for one
 * transaction, and what requests that were under way may have written since.
 */
@Schema({ collection: 'late_leavings', versionKey: false })
export class LateLeaving {
  /** The member's id. */
  @Prop({ type: String, required: true })
  _id: string;

  /** Who goes on in the member's place; null where nobody does. */
  @Prop({ type: String, default: null })
  into: string | null;

  /** Blocked, not gone: they come to nothing, and all else stays theirs. */
  @Prop({ type: Boolean, default: false })
  is_blocked?: boolean;

  /** The last meeting that was done with, where others are left; null where none is. */
  @Prop({ type: String, default: null })
  meetings_after?: string | null;

  /** When it is to be done once more, after what is left now. */
  @Prop({ type: Date, default: null })
  again_at?: Date | null;

  /** At once where something is left; otherwise when no request of the member's can be under way any more. */
  @Prop({ type: Date, required: true })
  due_at: Date;
}

export const LateLeavingSchema = SchemaFactory.createForClass(LateLeaving);
