import { Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
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
  @IsOptional()
  @IsIn(POST_CATEGORIES)
  category?: PostCategory;

  @Attachments()
  attachments?: string[];

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'true: staff only' })
  @IsOptional()
  @IsBoolean()
  is_pinned?: boolean;

  @ApiPropertyOptional({ type: Boolean, default: true, description: 'false: a draft, seen by its author alone' })
  @IsOptional()
  @IsBoolean()
  is_published?: boolean;
}
