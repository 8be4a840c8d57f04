import { ApiProperty } from '@nestjs/swagger';
import { GAME_TYPES, GameType } from '../../games/game.schema';
import { AuthorDto } from '../../members/dto/author.dto';

export class DisciplineStatsDto {
  @ApiProperty({ enum: GAME_TYPES })
  discipline: GameType;

  @ApiProperty({ type: Number, description: 'Without walkovers' })
  played: number;

  @ApiProperty({ type: Number })
  won: number;

  @ApiProperty({ type: Number, description: 'Of 1' })
  win_rate: number;

  @ApiProperty({ type: Number })
  walkovers: number;

  @ApiProperty({ type: Number })
  sets_won: number;

  @ApiProperty({ type: Number })
  sets_lost: number;

  @ApiProperty({ type: Number })
  points_for: number;

  @ApiProperty({ type: Number })
  points_against: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Null before the first rated game' })
  rating: number | null;

  @ApiProperty({ type: Boolean })
  provisional: boolean;
}

export class PairStatsDto {
  @ApiProperty({ type: AuthorDto })
  member: AuthorDto;

  @ApiProperty({ type: Number })
  played: number;

  @ApiProperty({ type: Number, description: 'Won by the member whose statistics these are' })
  won: number;

  @ApiProperty({ type: Number, description: 'Of 1' })
  win_rate: number;
}

export class AttendanceStatsDto {
  @ApiProperty({ type: Number })
  due: number;

  @ApiProperty({ type: Number })
  attended: number;

  @ApiProperty({ type: Number })
  late: number;

  @ApiProperty({ type: Number })
  no_show: number;

  @ApiProperty({ type: Number, description: 'Times the member left after the deadline' })
  late_leaves: number;

  @ApiProperty({ type: Number, description: 'Of 1; who came late was there' })
  rate: number;
}

export class GameStatsDto {
  @ApiProperty({ type: [DisciplineStatsDto] })
  disciplines: DisciplineStatsDto[];

  @ApiProperty({ type: [PairStatsDto], description: 'The 20 with whom the member played most' })
  partners: PairStatsDto[];

  @ApiProperty({ type: [PairStatsDto], description: 'The 20 against whom the member played most' })
  opponents: PairStatsDto[];

  @ApiProperty({ type: AttendanceStatsDto })
  attendance: AttendanceStatsDto;
}

export class GameStatsAnswer {
  @ApiProperty({ type: AuthorDto })
  member: AuthorDto;

  @ApiProperty({ type: GameStatsDto })
  stats: GameStatsDto;
}
