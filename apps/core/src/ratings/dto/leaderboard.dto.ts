import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { GAME_TYPES, GameType } from '../../games/game.schema';
import { AuthorDto } from '../../members/dto/author.dto';

export class LeaderboardQuery extends ListQuery {
  @ApiPropertyOptional({ enum: GAME_TYPES, default: 'mens_doubles' })
  @IsOptional()
  @IsIn(GAME_TYPES)
  discipline?: GameType;
}

export class RatingDto {
  @ApiProperty({ enum: GAME_TYPES })
  discipline: GameType;

  @ApiProperty({ type: Number, description: 'In whole points; about 1000 for somebody new' })
  rating: number;

  @ApiProperty({ type: Boolean, description: 'Until five rated games' })
  provisional: boolean;

  @ApiProperty({ type: Number, description: 'Rated games' })
  games_played: number;

  @ApiProperty({ type: Number })
  games_won: number;
}

export class LeaderboardEntryDto extends RatingDto {
  @ApiProperty({ type: Number })
  rank: number;

  @ApiProperty({ type: AuthorDto })
  member: AuthorDto;
}

export class LeaderboardAnswer {
  @ApiProperty({ enum: GAME_TYPES })
  discipline: GameType;

  @ApiProperty({ type: [LeaderboardEntryDto], description: 'Provisional ratings below the others' })
  leaderboard: LeaderboardEntryDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}
