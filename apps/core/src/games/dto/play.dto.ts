import { IsId, Nested, Optional, Text } from '@dongbaejul/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { ATTENDANCES, Attendance, GAME_RESULTS, GameResult } from '../game.schema';
import { Side, SIDES } from '../score-rules';
import { GameStats } from './game-stats.decorator';

const OneSide = (): PropertyDecorator =>
  applyDecorators(
    IsId({ each: true }),
    ArrayMaxSize(2),
    ArrayMinSize(1),
    IsArray(),
    ApiProperty({ type: [String], minItems: 1, maxItems: 2, description: 'Ids of participants' }),
  );

const Points = (): PropertyDecorator =>
  applyDecorators(Max(99), Min(0), IsInt(), ApiProperty({ type: Number, minimum: 0, maximum: 99 }));

export class TeamsDto {
  @OneSide()
  team1: string[];

  @OneSide()
  team2: string[];
}

export class StartGameDto {
  @Text({
    max: 100,
    singleLine: true,
    api: {
      description: 'Under a meeting that has courts: the id or the name of one of them; elsewhere its name there',
    },
  })
  court_id: string;
}

export class ScoreDto {
  @ApiProperty({ type: Number, minimum: 1, maximum: 5 })
  @IsInt()
  @Min(1)
  @Max(5)
  set_number: number;

  @Points()
  team1_score: number;

  @Points()
  team2_score: number;
}

class FinalSetDto {
  @Points()
  team1: number;

  @Points()
  team2: number;
}

export class FinalScoreDto {
  @ApiProperty({ type: [FinalSetDto], maxItems: 5 })
  @Type(() => FinalSetDto)
  @ValidateNested({ each: true })
  @ArrayMaxSize(5)
  @IsArray()
  sets: FinalSetDto[];
}

export class CompleteGameDto {
  @ApiPropertyOptional({ type: FinalScoreDto, description: 'Without it: the sets as recorded' })
  @Optional()
  @Nested(() => FinalScoreDto)
  final_score?: FinalScoreDto;

  @ApiPropertyOptional({ enum: SIDES, description: 'Has to agree with the sets; required unless result is normal' })
  @Optional()
  @IsIn(SIDES)
  winner?: Side;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Id of a participant' })
  @Optional({ nullable: true })
  @IsId()
  mvp?: string | null;

  @GameStats()
  game_stats?: Record<string, number | string> | null;

  @ApiPropertyOptional({ enum: GAME_RESULTS, default: 'normal' })
  @Optional()
  @IsIn(GAME_RESULTS)
  result?: GameResult;
}

export class CorrectGameDto extends CompleteGameDto {
  @Text({ max: 500 })
  reason: string;
}

class AttendanceMarkDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$', description: 'Id of a participant' })
  @IsId()
  participant_id: string;

  @ApiProperty({ enum: ATTENDANCES, nullable: true, description: 'null takes a mark back' })
  @IsIn([...ATTENDANCES, null])
  status: Attendance | null;
}

export class AttendanceDto {
  @ApiProperty({ type: [AttendanceMarkDto], minItems: 1, maxItems: 100 })
  @Type(() => AttendanceMarkDto)
  @ValidateNested({ each: true })
  @ArrayMaxSize(100)
  @ArrayMinSize(1)
  @IsArray()
  attendance: AttendanceMarkDto[];
}
