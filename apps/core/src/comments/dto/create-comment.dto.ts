import { IsId, Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

export const LONGEST_COMMENT = 2_000;

export class CreateCommentDto {
  @Text({ max: LONGEST_COMMENT })
  content: string;

  @ApiPropertyOptional({ type: String, pattern: '^[0-9a-f]{24}$', description: 'The comment that this one replies to' })
  @IsOptional()
  @IsId()
  parent_id?: string;
}
