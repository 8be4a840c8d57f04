import type { MessageContextRequest, MessageModerated } from '@dongbaejul/contracts';
import { IsBoolean, IsInt, IsMongoId, IsString, MaxLength } from 'class-validator';

/** `chat-socket.message.context`, checked on receipt. */
export class MessageContextDto implements MessageContextRequest {
  @IsMongoId()
  message_id: string;

  @IsMongoId()
  reporter_id: string;
}

/** `core.message.moderated`, checked on receipt. */
export class MessageModeratedDto implements MessageModerated {
  @IsMongoId()
  message_id: string;

  @IsMongoId()
  room_id: string;

  @IsBoolean()
  hidden: boolean;

  @IsString()
  @MaxLength(2_000)
  reason: string;

  @IsMongoId()
  decided_by: string;

  @IsInt()
  version: number;
}
