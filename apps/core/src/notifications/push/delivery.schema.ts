import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import { DEVICE_KINDS, DeviceKind } from '../devices/device.schema';

export const DELIVERY_RESULTS = ['delivered', 'dropped', 'failed'] as const;
export type DeliveryResult = (typeof DELIVERY_RESULTS)[number];

/**
 * One sound on one device: a notification, or all that were kept back until the same moment. A durable queue: rows are
 * written with the notifications themselves, and open ones are due at `due_at`; whoever takes one moves that on, so
 * that one process has it, and another gets it only if that one died.
 */
@Schema({ collection: 'push_deliveries', versionKey: false })
export class Delivery {
  _id: Types.ObjectId;

  @Prop({ type: Types.ObjectId, required: true })
  device_id: Types.ObjectId;

  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: String, enum: DEVICE_KINDS, required: true })
  kind: DeviceKind;

  /** The newest last; no more than a digest needs. */
  @Prop({ type: [Types.ObjectId], required: true })
  notification_ids: Types.ObjectId[];

  @Prop({ type: Boolean, default: false })
  critical: boolean;

  /** Absent when it is over. */
  @Prop({ type: Boolean })
  open?: true;

  @Prop({ type: Date, required: true })
  due_at: Date;

  /** The moment until which it gathers; absent when it gathers no more. */
  @Prop({ type: Date })
  gathers_until?: Date;

  /** Who is at work on it. */
  @Prop({ type: String })
  lease?: string;

  @Prop({ type: Number, default: 0 })
  tries: number;

  @Prop({ type: String, enum: DELIVERY_RESULTS })
  result?: DeliveryResult;

  @Prop({ type: String })
  reason?: string;

  @Prop({ type: Date })
  finished_at?: Date;
}

export const DeliverySchema = SchemaFactory.createForClass(Delivery);
