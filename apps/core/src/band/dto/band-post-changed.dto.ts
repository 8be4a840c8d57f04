import type { BandPostState } from '@dongbaejul/contracts';
import { Type } from 'class-transformer';
import {
  Equals,
  IsArray,
  IsBoolean,
  IsDateString,
  IsMongoId,
  IsNumber,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { BandMentionDto } from './band-mention.dto';

class BandPictureDto {
  @IsString()
  url: string;

  @IsOptional()
  @IsNumber()
  width: number | null;

  @IsOptional()
  @IsNumber()
  height: number | null;
}

/** `band-sync.post.changed`, checked on receipt. */
export class BandPostChangedDto implements BandPostState {
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

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => BandMentionDto)
  mentions: BandMentionDto[];

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => BandPictureDto)
  pictures: BandPictureDto[];

  @IsDateString()
  created_at: string;

  @IsBoolean()
  is_deleted: boolean;

  @IsOptional()
  @Equals(true)
  is_backfill?: true;
}
