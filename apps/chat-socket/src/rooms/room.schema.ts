import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';

export const ROOM_TYPES = ['global', 'private', 'group'] as const;
export type RoomType = (typeof ROOM_TYPES)[number];

export const GLOBAL_KEY = 'global';
/** The one key of a pair, whoever asks first. */
export const privateKey = (a: string, b: string): string => `private:${[a, b].sort().join(':')}`;

@Schema({ collection: 'rooms', versionKey: false })
export class Room {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true, enum: ROOM_TYPES })
  type: RoomType;

  /** What there may be one of only: the global room, the room of a pair. */
  @Prop({ type: String })
  key?: string;

  /** Empty in a private room, which each of the two sees under the other's name. */
  @Prop({ type: String, default: '' })
  name: string;

  @Prop({ type: String, default: null })
  owner_id: string | null;

  /**
   * Counts who left or was removed. Each message carries it, so that a process that did not hear of a removal looks
   * before it hands the message to its sockets.
   */
  @Prop({ type: Number, default: 0 })
  audience: number;

  @Prop({ type: Number, default: 1 })
  version: number;

  @Prop({ type: Date, required: true })
  created_at: Date;

  @Prop({ type: Date, required: true })
  updated_at: Date;
}

export const RoomSchema = SchemaFactory.createForClass(Room);
