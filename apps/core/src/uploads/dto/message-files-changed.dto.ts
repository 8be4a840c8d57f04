import type { MessageFilesChanged } from '@dongbaejul/contracts';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, IsMongoId, IsOptional } from 'class-validator';

/** `chat-socket.message-files.changed`, checked on receipt. */
export class MessageFilesChangedDto implements MessageFilesChanged {
  @IsMongoId()
  files_id: string;

  @IsArray()
  @ArrayMaxSize(100)
  @IsMongoId({ each: true })
  upload_ids: string[];

  @IsBoolean()
  shown: boolean;

  @IsOptional()
  @IsBoolean()
  by_staff?: boolean;

  @IsInt()
  version: number;
}
