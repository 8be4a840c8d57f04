import { GameState, GuestState, PersonState } from '@dongbaejul/contracts';
import { PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AuthorDto } from '../../members/dto/author.dto';
import { ATTENDANCES, Attendance, GAME_RESULTS, GAME_STATUSES, GAME_TYPES } from '../game.schema';
import { RULE_PRESETS, SIDES } from '../score-rules';

const TIME = { type: String, format: 'date-time' } as const;

class RuleDto {
  @ApiProperty({ enum: [...RULE_PRESETS, 'custom'] })
  preset: string;

  @ApiProperty({ type: Number })
  sets_to_win: number;

  @ApiProperty({ type: Number, description: 'Points that win a set' })
  target: number;

  @ApiProperty({ type: Boolean, description: 'Whether a set goes on at one less than the target all' })
  deuce: boolean;

  @ApiProperty({ type: Number, description: 'Where a set ends at the latest' })
  cap: number;
}

class GuestDto implements GuestState {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: String, nullable: true })
  grade: string | null;

  @ApiProperty({ type: String, description: 'The member who brings the guest' })
  invited_by: string;
}

class ParticipantDto {
  @ApiProperty({ type: String, description: "What teams, attendance and mvp name: the member's id or the guest's" })
  id: string;

  @ApiProperty({ type: AuthorDto, nullable: true, description: 'Null for a guest' })
  user: PersonState | null;

  @ApiProperty({ type: GuestDto, nullable: true })
  guest: GuestState | null;

  @ApiProperty(TIME)
  joined_at: string;

  @ApiProperty({ enum: ATTENDANCES, nullable: true })
  attendance: Attendance | null;

  @ApiProperty({
    type: Boolean,
    description:
      'False for who was entered by somebody else and has not agreed yet, by joining, checking in or keeping the score',
  })
  confirmed: boolean;
}

class WaitingDto extends ParticipantDto {
  @ApiProperty({ type: Number, description: 'Counts parties, from 1' })
  position: number;
}

class GameTeamsDto {
  @ApiProperty({ type: [String] })
  team1: string[];

  @ApiProperty({ type: [String] })
  team2: string[];
}

class PerTeamDto {
  @ApiProperty({ type: Number })
  team1: number;

  @ApiProperty({ type: Number })
  team2: number;
}

class NumberedSetDto extends PerTeamDto {
  @ApiProperty({ type: Number })
  set_number: number;
}

class MatchScoreDto {
  @ApiProperty({ type: [NumberedSetDto] })
  sets: NumberedSetDto[];

  @ApiProperty({ type: PerTeamDto })
  sets_won: PerTeamDto;

  @ApiProperty({ enum: SIDES, nullable: true })
  winner: 'team1' | 'team2' | null;
}

export class GameDto implements GameState {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  id: string;

  @ApiProperty({ type: String })
  title: string;

  @ApiProperty({ type: String })
  description: string;

  @ApiProperty(TIME)
  game_date: string;

  @ApiProperty({ type: Number, description: 'Minutes' })
  duration: number;

  @ApiProperty({ type: Number })
  max_participants: number;

  @ApiProperty({ type: String, nullable: true })
  skill_level: string | null;

  @ApiProperty({ enum: GAME_TYPES })
  game_type: GameState['game_type'];

  @ApiProperty({ type: RuleDto })
  rule: RuleDto;

  @ApiProperty({ ...TIME, nullable: true })
  join_deadline: string | null;

  @ApiProperty({ type: String, nullable: true })
  location: string | null;

  @ApiProperty({ type: String, nullable: true })
  meeting_id: string | null;

  @ApiProperty({ enum: GAME_STATUSES })
  status: GameState['status'];

  @ApiProperty({ type: AuthorDto })
  host: PersonState;

  @ApiProperty({ type: [ParticipantDto] })
  participants: ParticipantDto[];

  @ApiProperty({ type: [WaitingDto], description: 'The first 100' })
  waiting_list: WaitingDto[];

  @ApiProperty({ type: Number, description: 'All who wait, guests included' })
  waiting_count: number;

  @ApiProperty({ type: GameTeamsDto, nullable: true, description: 'Ids of participants' })
  teams: GameTeamsDto | null;

  @ApiProperty({ type: String, nullable: true })
  court_id: string | null;

  @ApiProperty({ type: MatchScoreDto })
  score: MatchScoreDto;

  @ApiProperty({ enum: GAME_RESULTS, nullable: true })
  result: GameState['result'];

  @ApiProperty({ type: String, nullable: true, description: 'Id of a participant' })
  mvp: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  game_stats: Record<string, unknown> | null;

  @ApiProperty({ ...TIME, nullable: true })
  started_at: string | null;

  @ApiProperty({ ...TIME, nullable: true })
  completed_at: string | null;

  @ApiProperty({ type: Number, description: 'Counts edits; for If-Match. A point or somebody joining is none' })
  version: number;

  @ApiProperty(TIME)
  created_at: string;

  @ApiProperty(TIME)
  updated_at: string;
}

export class GameAnswer {
  @ApiProperty({ type: GameDto })
  game: GameState;
}

export class GamesAnswer {
  @ApiProperty({ type: [GameDto] })
  games: GameState[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}

export class JoinAnswer extends GameAnswer {
  @ApiProperty({ enum: ['joined', 'waiting_list'] })
  participant_status: 'joined' | 'waiting_list';

  @ApiPropertyOptional({ type: Number, description: 'On the waiting list, from 1' })
  position?: number;
}

class ProposalDto extends GameTeamsDto {
  @ApiProperty({ type: PerTeamDto, description: 'Strength of each side: ratings added up' })
  strength: PerTeamDto;
}

export class ProposalAnswer {
  @ApiProperty({ type: ProposalDto })
  teams: ProposalDto;
}
