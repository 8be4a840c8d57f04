import { ListQuery, Page, PaginationDto } from '@dongbaejul/persistence';
import { excerpt, marked, SearchQuery } from '@dongbaejul/search';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { PostSort } from '../posts/dto/list-posts.query';
import type { PostRow } from '../posts/post.schema';
import { PostFilter, PostsRepository } from '../posts/posts.repository';
import { CommentSearchRepository, CommentText } from './comment-search.repository';
import type { SearchMatchDto } from './dto/search-match.dto';
import { FindPosts } from './find-posts';
import { countAll, KeptTotal } from './kept-total';
import { PostSearchRepository } from './post-search.repository';

export interface FoundPost {
  row: PostRow;
  match: SearchMatchDto;
  /** Who wrote the comment that it was found by. */
  commentAuthorId: string | null;
}

export interface FoundPage {
  items: FoundPost[];
  pagination: PaginationDto;
  next_cursor?: string;
}

/** What GET /posts?search= answers: posts with the places where the words are. */
@Injectable()
export class SearchPosts {
  constructor(
    private readonly posts: PostsRepository,
    private readonly postSearch: PostSearchRepository,
    private readonly comments: CommentSearchRepository,
    private readonly findPosts: FindPosts,
  ) {}

  /**
   * @param sort undefined: what fits best first, posts found by a comment last; otherwise by that order, without the latter
   * @param total keeps totals of this search, filter and order; without it each is counted anew
   * @throws INVALID_INPUT (details.sort) for popular, which changes with every like and has no index by words
   */
  async run(
    typed: string,
    filter: PostFilter,
    sort: PostSort | undefined,
    list: ListQuery,
    total: KeptTotal = countAll,
  ): Promise<FoundPage> {
    const query = new SearchQuery(typed);
    if (sort === 'popular') {
      throw invalidField(
        'sort',
        '검색 결과는 relevance, newest, oldest 순으로만 볼 수 있습니다.',
        'must be relevance, newest or oldest together with search',
      );
    }
    if (!query.isEmpty && (sort === 'newest' || sort === 'oldest')) {
      return this.shown(query, await this.postSearch.inTime(query, filter, sort, list, total));
    }
    const { hits, ...rest } = await this.findPosts.run(query, filter, list, total);
    const rows = await this.posts.findAll(hits.map(({ postId }) => postId));
    const texts = await this.comments.texts(hits.flatMap(({ commentId }) => (commentId ? [commentId] : [])));
    const items = hits.flatMap(({ postId, commentId }) => {
      const row = rows.get(String(postId));
      return row ? [foundPost(query, row, texts.get(String(commentId)))] : [];
    });
    return { items, ...rest };
  }

  private shown(query: SearchQuery, { items, ...rest }: Page<PostRow>): FoundPage {
    return { items: items.map((row) => foundPost(query, row)), ...rest };
  }
}

function foundPost(query: SearchQuery, row: PostRow, comment?: CommentText): FoundPost {
  const inComment = comment ? excerpt(comment.content, query.inBody) : null;
  const match = {
    title: marked(row.title, query.inTitle),
    content: excerpt(row.content, query.inBody),
    comment: inComment && { id: String(comment?._id), ...inComment },
  };
  return { row, match, commentAuthorId: comment?.author_id ?? null };
}
