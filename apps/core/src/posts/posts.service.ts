import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { CommentsService } from '../comments/comments.service';
import { MutesService } from '../mutes/mutes.service';
import { AuthorsService } from '../members/authors.service';
import type { ListPostsQuery } from './dto/list-posts.query';
import type { PostDetailAnswer, PostsAnswer } from './dto/post-answers.dto';
import { PostDto, postDto } from './dto/post.dto';
import { MarkRead } from './mark-read';
import { isVisibleTo } from './post-rules';
import { FoundPage, FoundPost, SearchPosts } from '../search/search-posts';
import { PostErrors } from './posts.errors';
import { PostFilter, PostsRepository } from './posts.repository';

/** Comments that come with a post; the rest is a list of its own. */
const COMMENTS_WITH_POST = 100;

@Injectable()
export class PostsService {
  constructor(
    private readonly posts: PostsRepository,
    private readonly comments: CommentsService,
    private readonly authors: AuthorsService,
    private readonly markRead: MarkRead,
    private readonly mutes: MutesService,
    private readonly searchPosts: SearchPosts,
  ) {}

  async list(who: Identity, query: ListPostsQuery): Promise<PostsAnswer> {
    const page = await this.page(who, query);
    const muted = await this.mutes.mutedBy(who.userId);
    const isHeard = (id: string | null | undefined): boolean => typeof id !== 'string' || !muted.has(id);
    const shown = page.items.filter((item) => isHeard(item.row.author_id) && isHeard(item.commentAuthorId));
    const authorOf = await this.authors.namesFor(shown.map(({ row }) => row));
    return {
      posts: shown.map(({ row, match }) => ({ ...postDto(row, authorOf(row)), ...(match && { match }) })),
      pagination: page.pagination,
      ...(page.next_cursor && { next_cursor: page.next_cursor }),
    };
  }

  private async page(who: Identity, query: ListPostsQuery): Promise<ListPage> {
    const filter = filterOf(who, query);
    if (query.search) return this.searchPosts.run(query.search, filter, query.sort, query);
    const sort = query.sort === undefined || query.sort === 'relevance' ? 'newest' : query.sort;
    const { items, ...rest } = await this.posts.page(filter, sort, query);
    return { items: items.map((row) => ({ row })), ...rest };
  }

  async detail(id: string, who: Identity): Promise<PostDetailAnswer> {
    const found = await this.posts.findWithLike(id, who.userId);
    if (!found || !isVisibleTo(found.post, who.userId)) throw PostErrors.POST_NOT_FOUND();
    const { post, liked } = found;
    const { read, isNew } = await this.markRead.run(post, who.userId);
    const { comments, next_cursor } = await this.comments.page(post._id, who, { limit: COMMENTS_WITH_POST });
    const authorOf = await this.authors.namesFor([post]);
    return {
      post: postDto({ ...post, view_count: post.view_count + (isNew ? 1 : 0) }, authorOf(post)),
      comments,
      ...(next_cursor && { comments_next_cursor: next_cursor }),
      user_interaction: { liked, read },
    };
  }

  /** A post as its author sees it after writing. */
  async one(id: string): Promise<PostDto> {
    const post = await this.posts.find(id);
    if (!post) throw PostErrors.POST_NOT_FOUND();
    const authorOf = await this.authors.namesFor([post]);
    return postDto(post, authorOf(post));
  }
}

interface ListPage extends Omit<FoundPage, 'items'> {
  items: (Pick<FoundPost, 'row'> & Partial<FoundPost>)[];
}

/** Drafts are listed for their author only, whoever is asked for. */
function filterOf(who: Identity, query: ListPostsQuery): PostFilter {
  const isDraftsOnly = query.is_published === false;
  return {
    state: isDraftsOnly ? 'draft' : 'published',
    ...(query.category && { category: query.category }),
    ...(query.pinned != null && { is_pinned: query.pinned }),
    ...(query.author && { author_id: query.author }),
    ...(isDraftsOnly && { author_id: who.userId }),
  };
}
