import { PaginationDto } from '@dongbaejul/persistence';
import { IsId } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RunProgressDto } from '../../sync-runs/dto/sync-run.dto';

export const SYNC_STATES = ['idle', 'running', 'paused', 'failed', 'disconnected'] as const;
export type SyncState = (typeof SYNC_STATES)[number];

export class AlbumIdDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  id: string;
}

export class CoverDto {
  @ApiProperty({ type: String, description: 'Signed, good for hours: shown, never stored' })
  url: string;

  @ApiProperty({ type: String })
  photo_id: string;
}

export class BandAlbumDto {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String })
  band_album_key: string;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: Number })
  photo_count: number;

  @ApiProperty({ type: CoverDto, nullable: true })
  cover: CoverDto | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was last seen to be as at BAND' })
  synced_at: string;
}

export class PhotoAuthorDto {
  @ApiProperty({ type: String, nullable: true })
  id: string | null;

  @ApiProperty({ type: String })
  display_name: string;

  @ApiProperty({ type: String, nullable: true })
  avatar: string | null;
}

export class BandPhotoDto {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String })
  band_photo_key: string;

  @ApiProperty({ type: String })
  album_id: string;

  @ApiProperty({
    type: String,
    description: 'Signed, good for hours: shown, never stored. Its size may be chosen no more',
  })
  url: string;

  @ApiProperty({ type: String, description: 'The same, small' })
  thumbnail_url: string;

  @ApiProperty({ type: Object, description: 'Signed addresses by size', additionalProperties: { type: 'string' } })
  sizes: Record<string, string>;

  @ApiProperty({ type: Number, nullable: true, description: 'Pixels of the original' })
  width: number | null;

  @ApiProperty({ type: Number, nullable: true })
  height: number | null;

  @ApiProperty({ type: PhotoAuthorDto })
  author: PhotoAuthorDto;

  @ApiProperty({ type: String, format: 'date-time' })
  taken_at: string;

  @ApiProperty({ type: Boolean, description: 'The picture is a video’s thumbnail; the video is at BAND' })
  is_video: boolean;
}

export class SyncErrorDto {
  @ApiProperty({ type: String })
  code: string;

  @ApiProperty({ type: String })
  message: string;
}

export class SyncStatusDto {
  @ApiProperty({ enum: SYNC_STATES })
  state: SyncState;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'End of the last run that succeeded' })
  last_sync: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  next_sync: string | null;

  @ApiProperty({ type: SyncErrorDto, nullable: true })
  last_error: SyncErrorDto | null;

  @ApiProperty({ type: RunProgressDto, nullable: true, description: 'While a run is under way or paused' })
  progress: RunProgressDto | null;
}

export class AlbumsDto {
  @ApiProperty({ type: [BandAlbumDto] })
  albums: BandAlbumDto[];

  @ApiProperty({ type: SyncStatusDto })
  sync_status: SyncStatusDto;

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String })
  next_cursor?: string;
}

export class PhotosDto {
  @ApiProperty({ type: [BandPhotoDto] })
  photos: BandPhotoDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String })
  next_cursor?: string;
}
