import { Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import {
  CourtNames,
  LONGEST_DESCRIPTION,
  LONGEST_LOCATION,
  LONGEST_TITLE,
  Minutes,
  Moment,
  Places,
} from './meeting-fields';

/** What is absent stays as it is. */
export class UpdateMeetingDto {
  @Text({ max: LONGEST_TITLE, singleLine: true, optional: true })
  title?: string;

  @Text({ max: LONGEST_DESCRIPTION, min: 0, optional: true })
  description?: string;

  @Moment({ optional: true })
  meeting_date?: string;

  @Minutes({ optional: true })
  duration?: number;

  @Text({ max: LONGEST_LOCATION, singleLine: true, optional: true })
  location?: string;

  @CourtNames()
  courts?: string[];

  @Places()
  max_participants?: number | null;
}

export const SCOPES = ['this', 'following'] as const;
export type Scope = (typeof SCOPES)[number];

export class ScopeQuery {
  @ApiPropertyOptional({
    enum: SCOPES,
    default: 'this',
    description: 'following: this one and all later meetings of the series',
  })
  @IsOptional()
  @IsIn(SCOPES)
  scope?: Scope;
}

export class CancelMeetingQuery extends ScopeQuery {
  @Text({ max: 500, singleLine: true, optional: true, api: { description: 'Told to those who wanted to come' } })
  reason?: string;
}
