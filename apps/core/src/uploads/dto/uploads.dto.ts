import { UPLOAD_HOLDERS, ClaimUploads, UploadedFile, UploadHolder } from '@dongbaejul/contracts';
import { IsId, Nested } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsMongoId,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

export class UploadPath {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  id: string;
}

export class OpenUploadQuery {
  @ApiPropertyOptional({ enum: ['original', 'thumbnail'], default: 'original' })
  @IsOptional()
  @IsIn(['original', 'thumbnail'])
  size?: 'original' | 'thumbnail';

  @ApiPropertyOptional({ type: Number, minimum: 0, maximum: 99_999_999_999, description: 'Of a signed address' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(99_999_999_999)
  expires?: number;

  @ApiPropertyOptional({ type: String, maxLength: 100, description: 'Of a signed address' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  signature?: string;
}

export class UploadedFileDto implements UploadedFile {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$', description: 'Goes into the attachments of a post' })
  id: string;

  @ApiProperty({ type: String, description: 'Opens the file for 15 minutes, without signing in' })
  url: string;

  @ApiProperty({ type: String, nullable: true, description: 'Of pictures: at most 400 pixels wide and high' })
  thumbnail_url: string | null;

  @ApiProperty({ type: String })
  content_type: string;

  @ApiProperty({ type: Number, description: 'Bytes' })
  size: number;

  @ApiProperty({ type: Number, nullable: true })
  width: number | null;

  @ApiProperty({ type: Number, nullable: true })
  height: number | null;

  @ApiProperty({ type: String })
  name: string;
}

export class UploadAnswer {
  @ApiProperty({ type: UploadedFileDto })
  upload: UploadedFileDto;
}

class HoldDto {
  @IsIn(UPLOAD_HOLDERS)
  type: UploadHolder;

  @IsString()
  @MaxLength(100)
  id: string;
}

export class ClaimUploadsDto implements ClaimUploads {
  @IsArray()
  @ArrayMaxSize(10)
  @IsMongoId({ each: true })
  upload_ids: string[];

  @IsMongoId()
  owner_id: string;

  @Nested(() => HoldDto)
  hangs_on: HoldDto;
}
