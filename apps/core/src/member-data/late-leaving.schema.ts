import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

/** A member who left, or goes on as another, and of whom requests that were under way may have written since. */
@Schema({ collection: 'late_leavings', versionKey: false })
export class LateLeaving {
  /** The member's id. */
  @Prop({ type: String, required: true })
  _id: string;

  /** Who goes on in the member's place; null where nobody does. */
  @Prop({ type: String, default: null })
  into: string | null;

  /** When no request of the member's can be under way any more. */
  @Prop({ type: Date, required: true })
  due_at: Date;
}

export const LateLeavingSchema = SchemaFactory.createForClass(LateLeaving);
