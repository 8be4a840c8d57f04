import { Optional, Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { POST_CATEGORIES, PostCategory } from '../post.schema';
import { Attachments } from './attachments.decorator';

export const LONGEST_TITLE = 200;
export const LONGEST_CONTENT = 20_000;

export class CreatePostDto {
  @Text({ max: LONGEST_TITLE, singleLine: true })
  title: string;

  @Text({ max: LONGEST_CONTENT })
  content: string;

  @ApiPropertyOptional({ enum: POST_CATEGORIES, default: 'free', description: 'notice: staff only' })
  @Optional()
  @IsIn(POST_CATEGORIES)
  category?: PostCategory;

  @Attachments()
  attachments?: string[];

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'true: staff only' })
  @Optional()
  @IsBoolean()
  is_pinned?: boolean;

  @ApiPropertyOptional({ type: Boolean, default: true, description: 'false: a draft, seen by its author alone' })
  @Optional()
  @IsBoolean()
  is_published?: boolean;
}
