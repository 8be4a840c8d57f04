import type { Audience, Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import type { Authored } from '../members/author';
import { AuthorsService } from '../members/authors.service';
import { MutesService } from '../mutes/mutes.service';
import { FoundPage, FoundPost, SearchPosts } from '../search/search-posts';
import { audienceOf } from '../uploads/upload-rules';
import { Uploads } from '../uploads/uploads';
import type { ListPostsQuery } from './dto/list-posts.query';
import type { ListedPostDto, PostsAnswer } from './dto/post-answers.dto';
import { PostDto, postDto } from './dto/post.dto';
import { PostListCache } from './post-list-cache';
import { PostReadsRepository } from './post-reads.repository';
import type { PostRow } from './post.schema';
import { PostFilter, PostsRepository } from './posts.repository';

/** A post as every reader of a list gets it, before what changes with the reader or by the minute. Plain data. */
interface SharedPost extends Authored {
  post: PostDto;
  comment_author_id: string | null;
}

type SharedPage = Pick<PostsAnswer, 'pagination' | 'next_cursor'> & { posts: SharedPost[] };

/** A page of posts: the part that is the same for all comes from the cache, the reader's own is laid over it. */
@Injectable()
export class ListPosts {
  constructor(
    private readonly posts: PostsRepository,
    private readonly reads: PostReadsRepository,
    private readonly authors: AuthorsService,
    private readonly mutes: MutesService,
    private readonly searchPosts: SearchPosts,
    private readonly cache: PostListCache,
    private readonly uploads: Uploads,
  ) {}

  async run(who: Identity, query: ListPostsQuery): Promise<PostsAnswer> {
    const load = (): Promise<SharedPage> => this.shared(who, query);
    const { posts, ...rest } = isShared(query) ? await this.kept(query, load) : await load();
    const muted = await this.mutes.mutedBy(who.userId);
    if (query.author && muted.has(query.author)) return nothing(rest);
    return { posts: await this.forReader(who, posts, muted, audienceOf(filterOf(who, query))), ...rest };
  }

  private async kept(query: ListPostsQuery, load: () => Promise<SharedPage>): Promise<SharedPage> {
    const page = await this.cache.get(query, load);
    return query.search ? { ...page, pagination: await this.cache.current(query, page.pagination) } : page;
  }

  private async shared(who: Identity, query: ListPostsQuery): Promise<SharedPage> {
    const { items, ...rest } = await this.page(filterOf(who, query), query);
    return { posts: items.map(sharedPost), ...rest };
  }

  private async page(filter: PostFilter, query: ListPostsQuery): Promise<ListPage> {
    if (query.search) {
      const total = isShared(query) ? this.cache.totalOf(query) : undefined;
      return this.searchPosts.run(query.search, filter, query.sort, query, total);
    }
    const sort = query.sort === undefined || query.sort === 'relevance' ? 'newest' : query.sort;
    const { items, ...rest } = await this.posts.page(filter, sort, query);
    return { items: items.map((row) => ({ row })), ...rest };
  }

  private async forReader(
    who: Identity,
    all: SharedPost[],
    muted: ReadonlySet<string>,
    audience: Audience,
  ): Promise<ListedPostDto[]> {
    const isHeard = (id: string | null): boolean => id === null || !muted.has(id);
    const heard = all.filter((one) => isHeard(one.author_id) && isHeard(one.comment_author_id));
    const ids = heard.map(({ post }) => new Types.ObjectId(post.id));
    const [counts, read, authorOf, files] = await Promise.all([
      this.posts.countsFor(ids, who.userId),
      this.reads.readOf(ids, who.userId),
      this.authors.namesFor(heard),
      this.uploads.filesOf(
        heard.flatMap(({ post }) => post.attachments),
        audience,
      ),
    ]);
    return heard.flatMap(({ post, ...authored }) => {
      const found = counts.get(post.id);
      if (!found) return [];
      const { liked, ...current } = found;
      const interaction = { liked, read: read.has(post.id) || authored.author_id === who.userId };
      const own = post.attachments.flatMap((id) => files.get(id) ?? []);
      return [{ ...post, ...current, files: own, author: authorOf(authored), user_interaction: interaction }];
    });
  }
}

/** Drafts are one person's: there is nobody to share them with. */
const isShared = (query: ListPostsQuery): boolean => query.is_published !== false;

interface ListPage extends Omit<FoundPage, 'items'> {
  items: (Pick<FoundPost, 'row'> & Partial<FoundPost>)[];
}

/** All of it is of one whom the reader does not want to hear. */
const nothing = ({ pagination }: Pick<PostsAnswer, 'pagination'>): PostsAnswer => ({
  posts: [],
  pagination: { page: pagination.page, limit: pagination.limit, total: 0, pages: 0 },
});

const NOBODY_YET = { id: null, display_name: '', avatar: null };

const sharedPost = ({ row, match, commentAuthorId = null }: ListPage['items'][number]): SharedPost => ({
  post: { ...postDto(row, NOBODY_YET), ...(match && { match }) },
  author_id: row.author_id,
  author_name: row.author_name,
  comment_author_id: commentAuthorId,
});

/** Drafts are listed for their author only, whoever is asked for. */
function filterOf(who: Identity, query: ListPostsQuery): PostFilter & Pick<PostRow, 'state'> {
  const isDraftsOnly = query.is_published === false;
  return {
    state: isDraftsOnly ? 'draft' : 'published',
    ...(query.category && { category: query.category }),
    ...(query.pinned != null && { is_pinned: query.pinned }),
    ...(query.author && { author_id: query.author }),
    ...(isDraftsOnly && { author_id: who.userId }),
  };
}
