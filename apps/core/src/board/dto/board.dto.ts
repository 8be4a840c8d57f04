import { ApiProperty } from '@nestjs/swagger';
import type { BoardCourtView, BoardPerson, BoardTeams, BoardView, BoardWaiting } from '@dongbaejul/contracts';

const ID = { type: String, pattern: '^[0-9a-f]{24}$' } as const;
const TIME = { type: String, format: 'date-time' } as const;

export class BoardPersonDto implements BoardPerson {
  @ApiProperty({ ...ID, description: "The member's or the guest's" })
  id: string;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: Boolean })
  is_guest: boolean;

  @ApiProperty({ ...ID, description: 'The member; of a guest the one who brought them' })
  member_id: string;
}

export class BoardTeamsDto implements BoardTeams {
  @ApiProperty({ type: [BoardPersonDto] })
  team1: BoardPersonDto[];

  @ApiProperty({ type: [BoardPersonDto] })
  team2: BoardPersonDto[];
}

export class CourtGameDto extends BoardTeamsDto {
  @ApiProperty(ID)
  game_id: string;

  @ApiProperty(TIME)
  started_at: string;
}

export class BoardProposalDto extends BoardTeamsDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty(TIME)
  made_at: string;
}

export class BoardCourtDto implements BoardCourtView {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ enum: ['playing', 'proposed', 'free'] })
  status: 'playing' | 'proposed' | 'free';

  @ApiProperty({ type: CourtGameDto, nullable: true })
  game: CourtGameDto | null;

  @ApiProperty({ type: BoardProposalDto, nullable: true, description: 'Who should play here next' })
  proposal: BoardProposalDto | null;
}

export class BoardWaitingDto implements BoardWaiting {
  @ApiProperty({ type: BoardPersonDto })
  player: BoardPersonDto;

  @ApiProperty({
    type: Number,
    description: 'This evening; who came late counts as having played what others had then',
  })
  games: number;

  @ApiProperty(TIME)
  waiting_since: string;
}

export class FixedGroupDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ type: [BoardPersonDto] })
  players: BoardPersonDto[];
}

export class BoardDto implements BoardView {
  @ApiProperty(ID)
  meeting_id: string;

  @ApiProperty({ type: Number })
  version: number;

  @ApiProperty({ type: [BoardCourtDto] })
  courts: BoardCourtDto[];

  @ApiProperty({ type: [BoardWaitingDto], description: 'The next in turn first' })
  waiting: BoardWaitingDto[];

  @ApiProperty({ type: BoardPersonDto, nullable: true })
  longest_waiting: BoardPersonDto | null;

  @ApiProperty({ type: BoardTeamsDto, nullable: true, description: 'Who would play if one more court became free' })
  next: BoardTeamsDto | null;

  @ApiProperty({ type: [BoardPersonDto] })
  paused: BoardPersonDto[];

  @ApiProperty({ type: [FixedGroupDto] })
  groups: FixedGroupDto[];

  @ApiProperty(TIME)
  updated_at: string;
}

export class BoardAnswer {
  @ApiProperty({ type: BoardDto })
  board: BoardDto;
}

export class GroupAnswer extends BoardAnswer {
  @ApiProperty(ID)
  group_id: string;
}

export class BoardGameAnswer extends BoardAnswer {
  @ApiProperty(ID)
  game_id: string;

  @ApiProperty({ ...ID, description: 'The court that the game was started on' })
  court_id: string;
}
