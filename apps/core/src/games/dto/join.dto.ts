import { GRADES } from '@dongbaejul/contracts';
import { IsId, Optional, Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, ValidateNested } from 'class-validator';

const MOST_GUESTS = 10;
const GENDERS = ['male', 'female', 'other'] as const;

export class NewGuestDto {
  @Text({ max: 50, singleLine: true })
  name: string;

  @ApiPropertyOptional({ enum: GRADES })
  @Optional()
  @IsIn(GRADES)
  grade?: string;

  @ApiPropertyOptional({ enum: GENDERS })
  @Optional()
  @IsIn(GENDERS)
  gender?: string;
}

export class JoinGameDto {
  @ApiPropertyOptional({
    type: [NewGuestDto],
    maxItems: MOST_GUESTS,
    description: 'Who comes and goes with the member',
  })
  @Optional()
  @Type(() => NewGuestDto)
  @ValidateNested({ each: true })
  @ArrayMaxSize(MOST_GUESTS)
  @IsArray()
  guests?: NewGuestDto[];

  @ApiPropertyOptional({
    type: String,
    pattern: '^[0-9a-f]{24}$',
    description: 'Host and staff: the member to enter, after the deadline as well. Without it: oneself',
  })
  @Optional()
  @IsId()
  member_id?: string;
}

export class LeaveQuery {
  @ApiPropertyOptional({
    type: String,
    pattern: '^[0-9a-f]{24}$',
    description: 'Host and staff: the member to take out. Without it: oneself',
  })
  @IsOptional()
  @IsId()
  member_id?: string;
}
