import { PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AuthorDto } from '../../members/dto/author.dto';
import { MEETING_STATUSES, MeetingStatus } from '../meeting-rules';
import { Gender, GENDERS, MEETING_KINDS, MeetingKind } from '../meeting.schema';
import { FREQUENCIES, Frequency } from '../recurrence';
import { Answer, ANSWERS } from '../seats';

const ID = { type: String, pattern: '^[0-9a-f]{24}$' } as const;
const TIME = { type: String, format: 'date-time' } as const;

export class MeetingCourtDto {
  @ApiProperty({ ...ID, description: 'court_id of games on it' })
  id: string;

  @ApiProperty({ type: String })
  name: string;
}

export class MeetingCountsDto {
  @ApiProperty({ type: Number, description: 'Guests included, here and below' })
  going: number;

  @ApiProperty({ type: Number, description: 'Want to come, without a place yet' })
  waiting: number;

  @ApiProperty({ type: Number })
  maybe: number;

  @ApiProperty({ type: Number })
  not_going: number;
}

export class SeriesRuleDto {
  @ApiProperty({ enum: FREQUENCIES })
  frequency: Frequency;

  @ApiProperty({ type: Number })
  interval: number;

  @ApiPropertyOptional({ type: Number })
  count?: number;

  @ApiPropertyOptional(TIME)
  until?: string;
}

export class MeetingDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ enum: MEETING_KINDS })
  kind: MeetingKind;

  @ApiProperty({ enum: MEETING_STATUSES })
  status: MeetingStatus;

  @ApiProperty({ type: String, nullable: true })
  cancel_reason: string | null;

  @ApiProperty({ type: String })
  title: string;

  @ApiProperty({ type: String })
  description: string;

  @ApiProperty(TIME)
  meeting_date: string;

  @ApiProperty({ type: Number, description: 'Minutes' })
  duration: number;

  @ApiProperty({ type: String })
  location: string;

  @ApiProperty({ type: [MeetingCourtDto] })
  courts: MeetingCourtDto[];

  @ApiProperty({ type: Number, nullable: true })
  max_participants: number | null;

  @ApiProperty({ type: AuthorDto })
  host: AuthorDto;

  @ApiProperty({ ...ID, nullable: true })
  series_id: string | null;

  @ApiProperty({ type: SeriesRuleDto, nullable: true })
  recurrence: SeriesRuleDto | null;

  @ApiProperty({ type: MeetingCountsDto })
  counts: MeetingCountsDto;

  @ApiProperty({ type: Number, description: 'Counts edits; for If-Match' })
  version: number;

  @ApiProperty(TIME)
  created_at: string;

  @ApiProperty(TIME)
  updated_at: string;
}

export class MeetingGuestDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: String, nullable: true })
  grade: string | null;

  @ApiProperty({ enum: GENDERS, nullable: true })
  gender: Gender | null;
}

export class MeetingAnswerDto {
  @ApiProperty({ type: AuthorDto })
  member: AuthorDto;

  @ApiProperty({ enum: ANSWERS })
  answer: Answer;

  @ApiProperty({ type: Boolean, description: 'False for who waits for a place, or does not come' })
  has_place: boolean;

  @ApiPropertyOptional({ type: Number, description: 'Place in the waiting list, from 1' })
  position?: number;

  @ApiProperty({ type: [MeetingGuestDto] })
  guests: MeetingGuestDto[];

  @ApiProperty(TIME)
  answered_at: string;
}

export class MeetingAnswerBody {
  @ApiProperty({ type: MeetingDto })
  meeting: MeetingDto;
}

export class CreatedMeetingAnswer extends MeetingAnswerBody {
  @ApiProperty({ type: [String], description: 'All meetings that were made, in order: more than one for a series' })
  meeting_ids: string[];
}

export class MeetingDetailAnswer extends MeetingAnswerBody {
  @ApiProperty({ type: [MeetingAnswerDto], description: 'In the order in which people said that they come' })
  answers: MeetingAnswerDto[];

  @ApiProperty({ type: MeetingAnswerDto, nullable: true })
  my_answer: MeetingAnswerDto | null;
}

export class RsvpAnswer extends MeetingAnswerBody {
  @ApiProperty({ type: MeetingAnswerDto })
  my_answer: MeetingAnswerDto;
}

export class ListedMeetingDto extends MeetingDto {
  @ApiProperty({ type: MeetingAnswerDto, nullable: true, description: 'Null where I have not answered' })
  my_answer: MeetingAnswerDto | null;
}

export class MeetingsAnswer {
  @ApiProperty({ type: [ListedMeetingDto] })
  meetings: ListedMeetingDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}
