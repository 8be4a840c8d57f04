import type { GameStatusRequest } from '@dongbaejul/contracts';
import { IsId, Nested, Optional, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, Max, Min, ValidateNested } from 'class-validator';
import { ID } from '../common/ids.dto';

const MOST_POINTS = 99;
const MOST_SETS = 5;
const STATUSES = ['ongoing', 'completed', 'cancelled'] as const;
const SIDES = ['team1', 'team2'] as const;

const Points = (): PropertyDecorator => (target, key) => {
  ApiProperty({ type: 'integer', minimum: 0, maximum: MOST_POINTS })(target, key);
  IsInt()(target, key as string);
  Min(0)(target, key as string);
  Max(MOST_POINTS)(target, key as string);
};

export class SetScoreDto {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MOST_SETS })
  @IsInt()
  @Min(1)
  @Max(MOST_SETS)
  setNumber: number;

  @Points()
  team1Score: number;

  @Points()
  team2Score: number;
}

export class GameScoreEventDto {
  @ApiProperty(ID)
  @IsId()
  gameId: string;

  @ApiProperty({ type: SetScoreDto })
  @Nested(() => SetScoreDto)
  score: SetScoreDto;
}

export class FinalSetDto {
  @Points()
  team1: number;

  @Points()
  team2: number;
}

export class FinalScoreEventDto {
  @ApiProperty({ type: [FinalSetDto], minItems: 1, maxItems: MOST_SETS })
  @Type(() => FinalSetDto)
  @ValidateNested({ each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_SETS)
  @IsArray()
  sets: FinalSetDto[];
}

export class GameStatusEventDto {
  @ApiProperty(ID)
  @IsId()
  gameId: string;

  @ApiProperty({ enum: STATUSES })
  @IsIn(STATUSES)
  status: GameStatusRequest['status'];

  @Text({ max: 100, optional: true, singleLine: true, api: { description: 'The court to start on' } })
  courtId?: string;

  @ApiPropertyOptional({ type: FinalScoreEventDto, description: 'To complete; must agree with the sets' })
  @Optional()
  @Nested(() => FinalScoreEventDto)
  finalScore?: FinalScoreEventDto;

  @ApiPropertyOptional({ enum: SIDES })
  @Optional()
  @IsIn(SIDES)
  winner?: (typeof SIDES)[number];
}

export class GameAnswer {
  @ApiProperty(ID)
  gameId: string;

  @ApiProperty({ type: Object, description: 'The whole game, as GET /games/{id} shows it' })
  game: object;
}
