import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AuthorDto } from '../../members/dto/author.dto';
import { SearchMatchDto } from '../../search/dto/search-match.dto';
import { UploadedFileDto } from '../../uploads/dto/uploads.dto';
import { POST_CATEGORIES, POST_SOURCES, PostCategory, PostRow, PostSource } from '../post.schema';

export class PostDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  id: string;

  @ApiProperty({ type: String })
  title: string;

  @ApiProperty({ type: String })
  content: string;

  @ApiProperty({ enum: POST_CATEGORIES })
  category: PostCategory;

  @ApiProperty({ type: AuthorDto })
  author: AuthorDto;

  @ApiProperty({ type: [String], description: 'Ids of uploads, addresses, names' })
  attachments: string[];

  @ApiProperty({ type: [UploadedFileDto], description: 'Those of the attachments that were uploaded here' })
  files: UploadedFileDto[];

  @ApiProperty({ type: Boolean })
  is_pinned: boolean;

  @ApiProperty({ type: Boolean })
  is_published: boolean;

  @ApiProperty({ type: Boolean, description: 'Staff have hidden it: only its author and staff see it' })
  is_hidden: boolean;

  @ApiPropertyOptional({ type: String, description: 'Why, while it is hidden' })
  hidden_reason?: string;

  @ApiProperty({ type: Number })
  like_count: number;

  @ApiProperty({ type: Number })
  comment_count: number;

  @ApiProperty({ type: Number, description: 'Members other than the author who opened it' })
  view_count: number;

  @ApiProperty({ enum: POST_SOURCES })
  source: PostSource;

  @ApiProperty({ type: Number, description: 'Counts edits; for If-Match' })
  version: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  published_at: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time' })
  updated_at: string;

  @ApiPropertyOptional({ type: SearchMatchDto, description: 'With search: where the words are' })
  match?: SearchMatchDto;
}

export const postDto = (row: PostRow, author: AuthorDto, files: UploadedFileDto[] = []): PostDto => ({
  id: String(row._id),
  title: row.title,
  content: row.content,
  category: row.category,
  author,
  attachments: row.attachments,
  files,
  is_pinned: row.is_pinned,
  is_published: row.state === 'published' || row.state === 'hidden',
  is_hidden: row.state === 'hidden',
  ...(row.state === 'hidden' && row.hidden && { hidden_reason: row.hidden.reason }),
  like_count: row.like_count,
  comment_count: row.comment_count,
  view_count: row.view_count,
  source: row.source,
  version: row.version,
  published_at: row.published_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
