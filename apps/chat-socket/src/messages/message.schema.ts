import type { SearchableText } from '@dongbaejul/search';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, Types } from 'mongoose';

export const MESSAGE_TYPES = ['text', 'image', 'file', 'system'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** An upload that hangs on the message; its address is made anew whenever it is shown. */
export interface Attachment {
  id: string;
  content_type: string;
  size: number;
  width: number | null;
  height: number | null;
  name: string;
}

/** Core gives every picture a width and a thumbnail, and nothing else. */
export const isPicture = ({ width }: Attachment): boolean => width !== null;

/** What a reply shows of the message it answers; the message itself may be far up. */
export interface ReplyTo {
  id: string;
  seq: number;
  sender_id: string | null;
}

export interface Reaction {
  emoji: string;
  member_ids: string[];
}

/** What staff decided on a message that was reported. */
export interface Hidden {
  /** A sentence for its author. */
  reason: string;
  by: string;
  at: Date;
}

/** Whom an edit named who was not named before, until they are told. */
export interface MentionedLater {
  members: string[];
  /** All others have been seen to before the edit. */
  alone: boolean;
}

@Schema({ collection: 'messages', versionKey: false })
export class Message {
  _id: Types.ObjectId;

  @Prop({ type: Types.ObjectId, required: true })
  room_id: Types.ObjectId;

  /** 1, 2, 3, … in its room, without gaps. */
  @Prop({ type: Number, required: true })
  seq: number;

  /** Null on what the system says. */
  @Prop({ type: String, default: null })
  sender_id: string | null;

  /** The name at the time of writing, shown until the member is known. */
  @Prop({ type: String, default: '' })
  sender_name: string;

  @Prop({ type: String, required: true, enum: MESSAGE_TYPES })
  type: MessageType;

  /** Empty once it was deleted. */
  @Prop({ type: String, default: '' })
  content: string;

  @Prop({ type: MongooseSchema.Types.Mixed, default: null })
  reply_to: ReplyTo | null;

  @Prop({ type: [MongooseSchema.Types.Mixed], default: [] })
  attachments: Attachment[];

  /** Under which its uploads hang at core; its own id where this is missing. */
  @Prop({ type: String })
  files_id?: string;

  @Prop({ type: [MongooseSchema.Types.Mixed], default: [] })
  reactions: Reaction[];

  /** Members of the room who are named by @. */
  @Prop({ type: [String], default: [] })
  mentions: string[];

  /** Of the sender's client; sending it twice stores it once. */
  @Prop({ type: String })
  temp_id: string;

  /** The room's `audience` when it was stored. */
  @Prop({ type: Number, default: 0 })
  audience: number;

  @Prop({ type: Boolean, default: false })
  is_deleted: boolean;

  /** Members do not see it: its words stay, so that it can be shown again. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  hidden?: Hidden | null;

  /** Of the newest decision of staff that was applied. */
  @Prop({ type: Number })
  moderation_version?: number;

  @Prop({ type: Number, default: 1 })
  version: number;

  /** What it is found by, written with its content; null once it is deleted or hidden. Read by search alone. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  search?: SearchableText | null;

  /** Present until it was seen to who is offline and has to be told. */
  @Prop({ type: Date })
  notify_at?: Date;

  @Prop({ type: MongooseSchema.Types.Mixed })
  mentioned_later?: MentionedLater;

  @Prop({ type: Date, default: null })
  edited_at: Date | null;

  /** When an edit, a deletion or a reaction last changed it. */
  @Prop({ type: Date })
  changed_at?: Date;

  @Prop({ type: Date, required: true })
  created_at: Date;
}

export const MessageSchema = SchemaFactory.createForClass(Message);
