import type { BandCommentState } from '@dongbaejul/contracts';
import { Type } from 'class-transformer';
import {
  Equals,
  IsArray,
  IsBoolean,
  IsDateString,
  IsMongoId,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { BandMentionDto } from './band-mention.dto';

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

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => BandMentionDto)
  mentions?: BandMentionDto[];

  @IsOptional()
  @Equals(true)
  is_backfill?: true;
}
