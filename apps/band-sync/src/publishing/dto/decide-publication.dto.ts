import { Text } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PUBLICATION_DECISIONS, type PublicationDecision } from '../decide-publication';

export class DecidePublicationDto {
  @ApiProperty({
    enum: PUBLICATION_DECISIONS,
    description:
      'post_again: BAND does not have it, ask once more; found: it is the post band_post_key; left: leave it at that',
  })
  @IsIn(PUBLICATION_DECISIONS)
  decision: PublicationDecision['decision'];

  @Text({ max: 500, singleLine: true, optional: true, api: { description: 'With found only: BAND’s post_key' } })
  band_post_key?: string;
}
