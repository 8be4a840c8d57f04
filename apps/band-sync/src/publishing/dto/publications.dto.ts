import { BAND_DRAFT_KINDS, type BandDraftKind } from '@dongbaejul/contracts';
import { PaginationDto } from '@dongbaejul/persistence';
import { IsId } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { PUBLICATION_STATES, type PublicationState } from '../publication.schema';

export class PublishDto {
  @ApiProperty({ enum: BAND_DRAFT_KINDS })
  @IsIn(BAND_DRAFT_KINDS)
  kind: BandDraftKind;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$', description: 'Of the post or game' })
  @IsId()
  id: string;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Whether BAND tells its members at once' })
  @IsOptional()
  @IsBoolean()
  push?: boolean;
}

export class PublicationIdDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  id: string;
}

export class PublicationErrorDto {
  @ApiProperty({ type: String })
  code: string;

  @ApiProperty({ type: String })
  message: string;
}

export class PublicationDto {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ enum: BAND_DRAFT_KINDS })
  kind: BandDraftKind;

  @ApiProperty({ type: String })
  object_id: string;

  @ApiProperty({ type: Boolean })
  push: boolean;

  @ApiProperty({
    enum: PUBLICATION_STATES,
    description:
      'posting: BAND was asked and may have it; it is looked for, for about an hour. unknown: it was not seen, and staff ' +
      'decide (POST /admin/band/publications/{id}/decide). left: they left it at that',
  })
  state: PublicationState;

  @ApiProperty({ type: String, nullable: true })
  band_post_key: string | null;

  @ApiProperty({
    type: [String],
    description:
      'Keys of further posts at BAND that are this one: staff had it posted again, and BAND wrote what it was asked ' +
      'before after all. They may be deleted there',
  })
  also_at_band: string[];

  @ApiProperty({ type: Number, description: 'How often BAND was asked' })
  attempts: number;

  @ApiProperty({ type: PublicationErrorDto, nullable: true, description: 'The last thing that went wrong' })
  error: PublicationErrorDto | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When BAND was asked last' })
  asked_at: string | null;

  @ApiProperty({
    type: Boolean,
    description:
      'BAND was asked and may have it, now or later, though nobody has seen it: also when it failed after it was posted ' +
      'again. A sync that sees it makes it published',
  })
  may_be_at_band: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it is taken up next; of a failed one, when the post of an earlier asking is looked for next',
  })
  next_at: string | null;

  @ApiProperty({ type: String, nullable: true })
  requested_by: string | null;

  @ApiProperty({ type: String })
  trace_id: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  published_at: string | null;
}

export class PublicationAnswerDto {
  @ApiProperty({ type: PublicationDto })
  publication: PublicationDto;
}

export class PublicationsDto {
  @ApiProperty({ type: PublicationDto, isArray: true })
  publications: PublicationDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String })
  next_cursor?: string;
}
