import type { BandCommentState } from '@dongbaejul/contracts';
import { IsBoolean, IsDateString, IsMongoId, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

/** `band-sync.comment.changed`, checked on receipt. */
export class BandCommentChangedDto implements BandCommentState {
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  band_comment_key: string;

  @IsString()
  @MinLength(1)
  @MaxLength(200)
  band_post_key: string;

  @IsOptional()
  @IsMongoId()
  author_id: string | null;

  @IsString()
  author_name: string;

  @IsString()
  content: string;

  @IsDateString()
  created_at: string;

  @IsBoolean()
  is_deleted: boolean;
}
