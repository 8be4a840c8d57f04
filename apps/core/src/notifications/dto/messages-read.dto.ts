import type { MessagesRead } from '@dongbaejul/contracts';
import { IsInt, IsMongoId, Min } from 'class-validator';

/** `chat-socket.messages.read`, checked on receipt. */
export class MessagesReadDto implements MessagesRead {
  @IsMongoId()
  member_id: string;

  @IsMongoId()
  room_id: string;

  @IsInt()
  @Min(0)
  up_to_seq: number;
}
