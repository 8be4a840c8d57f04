import { NOTIFICATION_TYPES, NotificationData, NotificationType } from '@dongbaejul/contracts';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, Types } from 'mongoose';

/** Something that a member was told. What is unread is counted from these rows, never kept apart from them. */
@Schema({ collection: 'notifications', versionKey: false, minimize: false })
export class Notification {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  member_id: string;

  @Prop({ type: String, enum: NOTIFICATION_TYPES, required: true })
  type: NotificationType;

  @Prop({ type: MongooseSchema.Types.Mixed, default: {} })
  data: NotificationData;

  /** The member who caused it, or null. */
  @Prop({ type: String, default: null })
  actor_id: string | null;

  @Prop({ type: String, required: true })
  dedupe_key: string;

  @Prop({ type: Boolean, default: false })
  critical: boolean;

  /** Present while it has not been read, so that the index of unread ones stays small. */
  @Prop({ type: Boolean })
  unread?: true;

  @Prop({ type: Date, default: null })
  read_at: Date | null;

  @Prop({ type: Date, required: true })
  created_at: Date;
}

export const NotificationSchema = SchemaFactory.createForClass(Notification);
