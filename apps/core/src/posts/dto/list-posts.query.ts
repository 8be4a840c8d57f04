import { ListQuery } from '@dongbaejul/persistence';
import { BooleanQuery, IsId, Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { POST_CATEGORIES, PostCategory } from '../post.schema';

export const POST_SORTS = ['relevance', 'newest', 'oldest', 'popular'] as const;
export type PostSort = (typeof POST_SORTS)[number];

export class ListPostsQuery extends ListQuery {
  @ApiPropertyOptional({ enum: POST_CATEGORIES })
  @IsOptional()
  @IsIn(POST_CATEGORIES)
  category?: PostCategory;

  @Text({
    max: 100,
    min: 0,
    optional: true,
    api: {
      description:
        'Words that title, text or comments have, all of them, whatever their spacing and case. Consonants alone ' +
        '(ㅂㄷㅁㅌ) are also initials of a title. Empty: no search. Of what very many posts have, the first answer may ' +
        'say a floor (total_is_floor); the exact total, up to 10000, is there a moment later',
    },
  })
  search?: string;

  @BooleanQuery({ description: 'Only pinned posts, or only others' })
  pinned?: boolean;

  @ApiPropertyOptional({ type: String, pattern: '^[0-9a-f]{24}$', description: "A member's id" })
  @IsOptional()
  @IsId()
  author?: string;

  @ApiPropertyOptional({
    enum: POST_SORTS,
    default: 'newest',
    description:
      'newest shows pinned posts first; oldest and popular (by likes) do not. With search the default is relevance ' +
      '(which means nothing without), no pinned posts come first, and popular is not possible',
  })
  @IsOptional()
  @IsIn(POST_SORTS)
  sort?: PostSort;

  @BooleanQuery({ description: "false: one's own drafts instead of what is published", default: true })
  is_published?: boolean;
}
