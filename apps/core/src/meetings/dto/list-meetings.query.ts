import { ListQuery } from '@dongbaejul/persistence';
import { BooleanQuery, MomentQuery } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { MEETING_KINDS, MeetingKind } from '../meeting.schema';

export const MEETING_LISTS = ['upcoming', 'past', 'cancelled'] as const;
export type MeetingList = (typeof MEETING_LISTS)[number];

export class ListMeetingsQuery extends ListQuery {
  @ApiPropertyOptional({
    enum: MEETING_LISTS,
    description:
      'upcoming: today (Seoul) and later, the next first; past: before today, the latest first. Default: all that take place',
  })
  @IsOptional()
  @IsIn(MEETING_LISTS)
  status?: MeetingList;

  @ApiPropertyOptional({ enum: MEETING_KINDS })
  @IsOptional()
  @IsIn(MEETING_KINDS)
  kind?: MeetingKind;

  @MomentQuery('from', 'Meetings that begin then or later')
  date_from?: string;

  @MomentQuery('to', 'Meetings that begin before then')
  date_to?: string;

  @BooleanQuery({ description: 'Those I host, come to or may come to' })
  mine?: boolean;
}
