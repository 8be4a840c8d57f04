import { IsId } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { PICTURE_SIZES, type PictureSize } from './picture-sizes';

export class PhotoIdDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  id: string;
}

/** What stands in a signed address. */
export class ImageQueryDto {
  @ApiProperty({ enum: PICTURE_SIZES, description: 'Pixels of the longer side' })
  @Type(() => Number)
  @IsIn(PICTURE_SIZES)
  size: PictureSize;

  @ApiProperty({ type: Number, description: 'Seconds since 1970' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000_000_000)
  expires: number;

  @ApiProperty({ type: String })
  @Matches(/^[\w-]{32}$/)
  signature: string;
}
