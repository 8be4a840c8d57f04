import { ListQuery } from '@dongbaejul/persistence';
import { BooleanQuery } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsMongoId, IsOptional } from 'class-validator';
import { POST_CATEGORIES, PostCategory } from '../post.schema';

export const POST_SORTS = ['newest', 'oldest', 'popular'] as const;
export type PostSort = (typeof POST_SORTS)[number];

export class ListPostsQuery extends ListQuery {
  @ApiPropertyOptional({ enum: POST_CATEGORIES })
  @IsOptional()
  @IsIn(POST_CATEGORIES)
  category?: PostCategory;

  @BooleanQuery({ description: 'Only pinned posts, or only others' })
  pinned?: boolean;

  @ApiPropertyOptional({ type: String, pattern: '^[0-9a-f]{24}$', description: "A member's id" })
  @IsOptional()
  @IsMongoId()
  author?: string;

  @ApiPropertyOptional({
    enum: POST_SORTS,
    default: 'newest',
    description: 'newest shows pinned posts first; oldest and popular (by likes) do not',
  })
  @IsOptional()
  @IsIn(POST_SORTS)
  sort?: PostSort;

  @BooleanQuery({ description: "false: one's own drafts instead of what is published", default: true })
  is_published?: boolean;
}
