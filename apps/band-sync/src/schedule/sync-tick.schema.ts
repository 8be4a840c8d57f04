import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

export const TICK_OUTCOMES = ['began', 'started', 'already_running', 'not_connected', 'reconnect_needed'] as const;
export type TickOutcome = (typeof TICK_OUTCOMES)[number];

/** What became of one tick. `_id` is its number, so that it has one effect whichever replicas see it. */
@Schema({ collection: 'sync_ticks', versionKey: false })
export class SyncTick {
  @Prop({ type: Number, required: true })
  _id: number;

  @Prop({ type: String, enum: TICK_OUTCOMES, required: true })
  outcome: TickOutcome;

  @Prop({ type: Types.ObjectId, default: null })
  run_id: Types.ObjectId | null;

  @Prop({ type: Date, required: true })
  at: Date;
}

export const SyncTickSchema = SchemaFactory.createForClass(SyncTick);
