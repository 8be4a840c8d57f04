import { GRADES } from '@dongbaejul/contracts';
import { ListQuery } from '@dongbaejul/persistence';
import { BooleanQuery, IsId, Optional, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsISO8601, IsOptional, Max, MaxLength, Min } from 'class-validator';
import { GAME_STATUSES, GAME_TYPES, GameStatus, GameType } from '../game.schema';
import { IsMoment } from './moment.decorator';
import { Rule, RuleInput } from './rule.decorator';

/** What both making and changing a game may say. */
class OptionalGameFields {
  @Text({ max: 20_000, min: 0, optional: true })
  description?: string;

  @ApiPropertyOptional({
    type: Number,
    minimum: 5,
    maximum: 1440,
    description: 'Minutes; of a new game 60 unless given',
  })
  @Optional()
  @IsInt()
  @Min(5)
  @Max(1_440)
  duration?: number;

  @ApiPropertyOptional({
    type: Number,
    minimum: 2,
    maximum: 100,
    description: 'Singles 2, doubles 4, free 2 to 100; of a new game the most of the type unless given',
  })
  @Optional()
  @IsInt()
  @Min(2)
  @Max(100)
  max_participants?: number;

  @ApiPropertyOptional({ enum: GRADES, nullable: true, description: "Of the club's grade table" })
  @Optional({ nullable: true })
  @IsIn(GRADES)
  skill_level?: string | null;

  @Rule()
  rule?: RuleInput;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description: 'Not after game_date' })
  @Optional({ nullable: true })
  @IsMoment()
  join_deadline?: string | null;

  @Text({ max: 200, singleLine: true, optional: true, api: { nullable: true } })
  location?: string | null;
}

export class CreateGameDto extends OptionalGameFields {
  @Text({ max: 200, singleLine: true })
  title: string;

  @ApiProperty({ type: String, format: 'date-time' })
  @IsMoment()
  game_date: string;

  @ApiProperty({ enum: GAME_TYPES })
  @IsIn(GAME_TYPES)
  game_type: GameType;

  @ApiPropertyOptional({ type: String, pattern: '^[0-9a-f]{24}$', nullable: true })
  @Optional({ nullable: true })
  @IsId()
  meeting_id?: string | null;
}

/** What is absent stays as it is. */
export class UpdateGameDto extends OptionalGameFields {
  @Text({ max: 200, singleLine: true, optional: true })
  title?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @Optional()
  @IsMoment()
  game_date?: string;

  @ApiPropertyOptional({ enum: GAME_TYPES })
  @Optional()
  @IsIn(GAME_TYPES)
  game_type?: GameType;
}

export class CancelGameQuery {
  @Text({ max: 500, singleLine: true, optional: true, api: { description: 'Told to those who play or wait' } })
  reason?: string;
}

export class ListGamesQuery extends ListQuery {
  @ApiPropertyOptional({ enum: GAME_STATUSES, description: 'scheduled: the soonest first; otherwise the latest first' })
  @IsOptional()
  @IsIn(GAME_STATUSES)
  status?: GameStatus;

  @ApiPropertyOptional({
    type: String,
    description: 'Games that begin then or later: a day or a time, ISO 8601; of Seoul where it names no zone',
  })
  @IsOptional()
  @MaxLength(40)
  @IsISO8601({ strict: true })
  date_from?: string;

  @ApiPropertyOptional({ type: String, description: 'Games that begin before then: the same; a day counts to its end' })
  @IsOptional()
  @MaxLength(40)
  @IsISO8601({ strict: true })
  date_to?: string;

  @BooleanQuery({ description: 'Only games that I host, play or wait for' })
  mine?: boolean;

  @ApiPropertyOptional({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsOptional()
  @IsId()
  meeting_id?: string;
}
