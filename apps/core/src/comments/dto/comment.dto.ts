import { PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AuthorDto } from '../../members/dto/author.dto';
import type { Comment } from '../comment.schema';

export class CommentDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  id: string;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  post_id: string;

  @ApiProperty({ type: String, nullable: true })
  parent_id: string | null;

  @ApiProperty({ type: AuthorDto, nullable: true, description: 'Null on a tombstone' })
  author: AuthorDto | null;

  @ApiProperty({ type: String, description: 'Empty on a tombstone' })
  content: string;

  @ApiProperty({ type: Boolean, description: 'A tombstone: deleted, shown because replies hang on it' })
  is_deleted: boolean;

  @ApiProperty({ type: Boolean, description: 'Staff have hidden it: only its author and staff see it' })
  is_hidden: boolean;

  @ApiPropertyOptional({ type: String, description: 'Why, while it is hidden' })
  hidden_reason?: string;

  @ApiProperty({ enum: ['app', 'band'] })
  source: 'app' | 'band';

  @ApiProperty({ type: Number, description: 'Counts edits; for If-Match' })
  version: number;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time' })
  updated_at: string;
}

export class CommentAnswer {
  @ApiProperty({ type: CommentDto })
  comment: CommentDto;
}

export class CommentsAnswer {
  @ApiProperty({ type: [CommentDto] })
  comments: CommentDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}

export const commentDto = (row: Comment, author: AuthorDto): CommentDto => ({
  id: String(row._id),
  post_id: String(row.post_id),
  parent_id: row.parent_id && String(row.parent_id),
  author: row.is_deleted ? null : author,
  content: row.is_deleted ? '' : row.content,
  is_deleted: row.is_deleted,
  is_hidden: Boolean(row.hidden) && !row.is_deleted,
  ...(row.hidden && !row.is_deleted && { hidden_reason: row.hidden.reason }),
  source: row.band_comment_key === undefined ? 'app' : 'band',
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
