import { Optional, Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import type { PostChanges } from '../post-rules';
import { POST_CATEGORIES, PostCategory } from '../post.schema';
import { Attachments } from './attachments.decorator';
import { LONGEST_CONTENT, LONGEST_TITLE } from './create-post.dto';

/** What is absent stays as it is. */
export class UpdatePostDto implements PostChanges {
  @Text({ max: LONGEST_TITLE, singleLine: true, optional: true })
  title?: string;

  @Text({ max: LONGEST_CONTENT, optional: true })
  content?: string;

  @ApiPropertyOptional({ enum: POST_CATEGORIES, description: 'notice: staff only' })
  @Optional()
  @IsIn(POST_CATEGORIES)
  category?: PostCategory;

  @Attachments()
  attachments?: string[];

  @ApiPropertyOptional({ type: Boolean, description: 'Staff only, who may pin any post' })
  @Optional()
  @IsBoolean()
  is_pinned?: boolean;

  @ApiPropertyOptional({ type: Boolean })
  @Optional()
  @IsBoolean()
  is_published?: boolean;
}
