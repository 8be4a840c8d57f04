import { GRADES } from '@dongbaejul/contracts';
import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { IsId, Optional } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { DECISIONS, type DecisionKind } from '../decide-match';
import { ENTRY_STATES, type EntryState } from '../roster-entry.schema';

export class MatchesQuery extends ListQuery {
  @ApiPropertyOptional({ enum: ENTRY_STATES, description: 'waiting: those that staff have to decide' })
  @IsOptional()
  @IsIn(ENTRY_STATES)
  state?: EntryState;
}

export class MatchIdDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  id: string;
}

export class DecideMatchDto {
  @ApiProperty({
    enum: DECISIONS,
    description: 'match: it is member_id; separate: a member of their own; ignore: nobody of the club',
  })
  @IsIn(DECISIONS)
  decision: DecisionKind;

  @ApiPropertyOptional({ type: String, pattern: '^[0-9a-f]{24}$', description: 'With match only' })
  @Optional()
  @IsId()
  member_id?: string;
}

export class MatchCandidateDto {
  @ApiProperty({ type: String })
  member_id: string;

  @ApiProperty({ type: String, description: 'As BAND showed it last' })
  band_name: string;

  @ApiProperty({ enum: ['same', 'similar'], description: 'How the names compare' })
  likeness: 'same' | 'similar';

  @ApiProperty({ type: String, nullable: true })
  display_name: string | null;

  @ApiProperty({ type: String, nullable: true })
  avatar: string | null;

  @ApiProperty({ type: Boolean, description: 'Is somebody else in the roster already' })
  is_taken: boolean;
}

export class MatchedMemberDto {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String, nullable: true })
  display_name: string | null;

  @ApiProperty({ type: String, nullable: true })
  avatar: string | null;
}

export class RosterMatchDto {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: String, nullable: true })
  band_name: string | null;

  @ApiProperty({ enum: GRADES, nullable: true })
  grade: string | null;

  @ApiProperty({ enum: ['male', 'female', 'other'], nullable: true })
  gender: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'All that is kept of the number' })
  phone_last4: string | null;

  @ApiProperty({ enum: ENTRY_STATES })
  state: EntryState;

  @ApiProperty({ type: MatchedMemberDto, nullable: true })
  member: MatchedMemberDto | null;

  @ApiProperty({ type: MatchCandidateDto, isArray: true, description: 'While nobody has decided' })
  candidates: MatchCandidateDto[];

  @ApiProperty({ type: String, format: 'date-time' })
  imported_at: string;

  @ApiProperty({ type: String, nullable: true })
  decided_by: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  decided_at: string | null;
}

export class RosterMatchesDto {
  @ApiProperty({ type: RosterMatchDto, isArray: true })
  matches: RosterMatchDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String })
  next_cursor?: string;
}

export class RosterMatchAnswerDto {
  @ApiProperty({ type: RosterMatchDto })
  match: RosterMatchDto;
}
