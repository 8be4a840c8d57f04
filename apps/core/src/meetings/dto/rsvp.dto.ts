import { Grade, GRADES } from '@dongbaejul/contracts';
import { Optional, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, ValidateNested } from 'class-validator';
import { Gender, GENDERS } from '../meeting.schema';
import { Answer, ANSWERS } from '../seats';

export const MOST_GUESTS = 5;

export class AnswerGuestDto {
  @Text({ max: 50, singleLine: true })
  name: string;

  @ApiPropertyOptional({ enum: GRADES })
  @Optional()
  @IsIn(GRADES)
  grade?: Grade;

  @ApiPropertyOptional({ enum: GENDERS })
  @Optional()
  @IsIn(GENDERS)
  gender?: Gender;
}

export class RsvpDto {
  @ApiProperty({ enum: ANSWERS })
  @IsIn(ANSWERS)
  answer: Answer;

  @ApiPropertyOptional({
    type: [AnswerGuestDto],
    maxItems: MOST_GUESTS,
    description: 'Who comes along. Absent: as before; they come and go with the member',
  })
  @Optional()
  @ValidateNested({ each: true })
  @Type(() => AnswerGuestDto)
  @ArrayMaxSize(MOST_GUESTS)
  @IsArray()
  guests?: AnswerGuestDto[];
}
