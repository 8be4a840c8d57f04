import { Nested, Optional, Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { MEETING_KINDS, MeetingKind } from '../meeting.schema';
import { FREQUENCIES, Frequency, MOST_OCCURRENCES } from '../recurrence';
import {
  CourtNames,
  LONGEST_DESCRIPTION,
  LONGEST_LOCATION,
  LONGEST_TITLE,
  Minutes,
  Moment,
  Places,
} from './meeting-fields';

export class RecurrenceDto {
  @ApiPropertyOptional({
    enum: FREQUENCIES,
    default: 'weekly',
    description:
      'monthly_by_date: the last day where a month is too short; monthly_by_weekday: a fifth one is the last',
  })
  @Optional()
  @IsIn(FREQUENCIES)
  frequency?: Frequency;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 12, default: 1 })
  @Optional()
  @Max(12)
  @Min(1)
  @IsInt()
  interval?: number;

  @ApiPropertyOptional({ type: Number, minimum: 2, maximum: MOST_OCCURRENCES, description: 'Meetings in all' })
  @Optional()
  @Max(MOST_OCCURRENCES)
  @Min(2)
  @IsInt()
  count?: number;

  @Moment({ optional: true, description: 'No meeting begins later. Without count and until: a year ahead' })
  until?: string;
}

export const DEFAULT_MINUTES = 180;

export class CreateMeetingDto {
  @Text({ max: LONGEST_TITLE, singleLine: true })
  title: string;

  @Text({ max: LONGEST_DESCRIPTION, min: 0, optional: true })
  description?: string;

  @ApiPropertyOptional({ enum: MEETING_KINDS, default: 'flash', description: 'regular (정모): staff only' })
  @Optional()
  @IsIn(MEETING_KINDS)
  kind?: MeetingKind;

  @Moment()
  meeting_date: string;

  @Minutes({ optional: true, byDefault: DEFAULT_MINUTES })
  duration?: number;

  @Text({ max: LONGEST_LOCATION, singleLine: true, optional: true })
  location?: string;

  @CourtNames()
  courts?: string[];

  @Places()
  max_participants?: number | null;

  @ApiPropertyOptional({ type: RecurrenceDto, description: 'Staff only; makes a meeting for each date' })
  @Optional()
  @Nested(() => RecurrenceDto)
  recurrence?: RecurrenceDto;
}
