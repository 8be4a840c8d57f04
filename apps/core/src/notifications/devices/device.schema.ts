import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

export const DEVICE_KINDS = ['web_push', 'fcm', 'apns'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** A browser or phone that a member wants to be told on. It belongs to whoever named it last. */
@Schema({ collection: 'notification_devices', versionKey: false })
export class Device {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: String, enum: DEVICE_KINDS, required: true })
  kind: DeviceKind;

  /** The endpoint of a browser's subscription, or the token of an app. Whoever has it can send: never shown or logged. */
  @Prop({ type: String, required: true })
  address: string;

  /** Of a browser's subscription: what its messages are encrypted with (RFC 8291). */
  @Prop({ type: Object })
  keys?: { p256dh: string; auth: string };

  @Prop({ type: String, default: '' })
  name: string;

  @Prop({ type: Date, required: true })
  created_at: Date;

  /** When the device last said that it is there. */
  @Prop({ type: Date, required: true })
  seen_at: Date;
}

export const DeviceSchema = SchemaFactory.createForClass(Device);
