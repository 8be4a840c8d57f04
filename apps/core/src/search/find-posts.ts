import {
  atLeast,
  type Counted,
  countedUpToExact,
  decodeCursor,
  encodeCursor,
  EXACT_TOTAL,
  limitOf,
  ListQuery,
  MAX_OFFSET,
  PaginationDto,
  paginationOf,
  SortOrder,
} from '@dongbaejul/persistence';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Types } from 'mongoose';
import type { PostFilter } from '../posts/posts.repository';
import { CommentPlace, CommentSearchRepository } from './comment-search.repository';
import { countAll, KeptTotal } from './kept-total';
import { POST_RANKS, PostRank, PostSearchRepository } from './post-search.repository';
import type { SearchQuery } from '@dongbaejul/search';

/** A found post's place in the order of all that was found. */
export interface Hit {
  /** Index of the rank; posts of which only a comment was found come behind all others. */
  rank: number;
  at: Date;
  /** The post's id, or the comment's where it was found by one. */
  _id: Types.ObjectId;
  postId: Types.ObjectId;
  commentId: Types.ObjectId | null;
}

export interface FoundPosts {
  hits: Hit[];
  pagination: PaginationDto;
  next_cursor?: string;
}

/** The page and the total both want them, and either may come without. */
type CommentsOfFew = () => Promise<CommentPlace[] | undefined>;

type Place = Pick<Hit, 'rank' | 'at' | '_id'>;

interface Found {
  hits: Hit[];
  /** How far was read, where that was far enough for one page and more may follow. */
  stoppedAt?: Place;
}

const ORDER: SortOrder = { rank: 1, at: -1, _id: -1 };
const BY_COMMENT = POST_RANKS.length;
const COMMENTS_AT_FIRST = 100;
const COMMENTS_AT_ONCE = 2_000;

/** Finds posts by title, body and comments, what fits best first. Each page costs the same, however much is found (ADR 20). */
@Injectable()
export class FindPosts {
  constructor(
    private readonly posts: PostSearchRepository,
    private readonly comments: CommentSearchRepository,
  ) {}

  /**
   * @param total keeps totals, which cost more than a page; without it each is counted anew
   * @throws INVALID_INPUT (details.after or details.page) like every list
   */
  async run(query: SearchQuery, filter: PostFilter, list: ListQuery, total: KeptTotal = countAll): Promise<FoundPosts> {
    const limit = limitOf(list);
    const page = list.after === undefined ? (list.page ?? 1) : 1;
    const skip = (page - 1) * limit;
    if (skip + limit > MAX_OFFSET) {
      throw invalidField('page', '너무 뒤쪽입니다. after를 사용해 주세요.', 'is too deep; use after');
    }
    const scope = scopeOf(query, filter);
    const after = list.after === undefined ? undefined : placeOf(decodeCursor(scope, ORDER, list.after));
    if (query.isEmpty) return { hits: [], pagination: paginationOf(0, page, limit) };
    const readFew = (): Promise<CommentPlace[] | undefined> => this.commentsOfFew(query, filter);
    const ofFew = once(readFew);
    const [{ hits: found, stoppedAt }, counted] = await Promise.all([
      this.collect(query, filter, skip + limit + 1, after, ofFew),
      // All of it is counted later, when what the page read may no longer hold.
      total((among) => this.count(query, filter, among === undefined ? readFew : ofFew, among)),
    ]);
    const hits = found.slice(skip, skip + limit);
    const last = found.length > skip + limit ? hits.at(-1) : stoppedAt;
    return {
      hits,
      pagination: paginationOf(atLeast(found.length, counted), page, limit),
      ...(last && { next_cursor: encodeCursor(scope, ORDER, last) }),
    };
  }

  /** Rank by rank until there are enough. */
  private async collect(
    query: SearchQuery,
    filter: PostFilter,
    wanted: number,
    after: Place | undefined,
    ofFew: CommentsOfFew,
  ): Promise<Found> {
    const hits: Hit[] = [];
    for (const rank of ranksOf(query)) {
      const index = POST_RANKS.indexOf(rank);
      if (hits.length >= wanted || index < (after?.rank ?? 0)) continue;
      const begin = after?.rank === index ? { _id: after._id, listed_at: after.at } : undefined;
      const places = await this.posts.ofRank(rank, query, filter, wanted - hits.length, begin);
      hits.push(...places.map(({ _id, listed_at: at }) => ({ rank: index, at, _id, postId: _id, commentId: null })));
    }
    if (hits.length >= wanted || !hasComments(filter)) return { hits };
    const begin = after?.rank === BY_COMMENT ? after : undefined;
    const byComments = await this.byComments(query, filter, wanted - hits.length, begin, ofFew);
    return { ...byComments, hits: [...hits, ...byComments.hits] };
  }

  /** Reads on for as many comments as are counted at most: nearly all may be of posts that the filter leaves out. */
  private async byComments(
    query: SearchQuery,
    filter: PostFilter,
    wanted: number,
    after: Place | undefined,
    ofFew: CommentsOfFew,
  ): Promise<Found> {
    const few = await ofFew();
    if (few) {
      const found = few.map(hitOf).sort(newestFirst);
      return { hits: found.filter((hit) => !after || newestFirst(after, hit) < 0).slice(0, wanted) };
    }
    const hits: Hit[] = [];
    const met = new Set<string>();
    let begin = after && { _id: after._id, created_at: after.at };
    let read = 0;
    for (let size = COMMENTS_AT_FIRST; hits.length < wanted; size = Math.min(2 * size, COMMENTS_AT_ONCE)) {
      const batch = await this.comments.find(query, size, begin);
      // The comment that stands for a post is the first of it that is met: a post is looked at once, however many more
      // of its comments have the words.
      const posts = new Map(batch.map(({ post_id: id }) => [String(id), id]));
      for (const id of met) posts.delete(id);
      const newest = await this.newestComments([...posts.values()], query, filter);
      for (const id of posts.keys()) met.add(id);
      const standing = new Set(newest.map(({ _id }) => String(_id)));
      hits.push(...batch.filter(({ _id }) => standing.has(String(_id))).map(hitOf));
      const last = batch.at(-1);
      if (!last || batch.length < size) break;
      read += batch.length;
      if (read > EXACT_TOTAL) return { hits: hits.slice(0, wanted), stoppedAt: hitOf(last) };
      begin = last;
    }
    return { hits: hits.slice(0, wanted) };
  }

  /** What was found by comments of a filter's posts, where those are few. */
  private async commentsOfFew(query: SearchQuery, filter: PostFilter): Promise<CommentPlace[] | undefined> {
    const few = await this.posts.few(filter);
    return few && this.newestComments(few, query, filter);
  }

  /** Of those of the posts that may be listed and do not have the words themselves: the comments that stand for them. */
  private async newestComments(
    postIds: readonly Types.ObjectId[],
    query: SearchQuery,
    filter: PostFilter,
  ): Promise<CommentPlace[]> {
    const listed = await this.posts.withoutOwnWords(postIds, query, filter);
    return this.comments.newestOf(
      listed.map(({ _id }) => _id),
      query,
    );
  }

  /**
   * Exact up to EXACT_TOTAL; a floor where there is more, or more than EXACT_TOTAL comments have the words.
   * @param among posts, and as many comments, that are read at most
   */
  private async count(query: SearchQuery, filter: PostFilter, ofFew: CommentsOfFew, among?: number): Promise<Counted> {
    const own = await this.posts.count(query, filter, among);
    if (own.isFloor || !hasComments(filter)) return own;
    const few = await ofFew();
    if (few) return countedUpToExact(own.total + few.length);
    const { postIds, isFloor } = await this.comments.postsOf(query, among);
    const byComment = await this.posts.withoutOwnWords(postIds, query, filter);
    const counted = countedUpToExact(own.total + byComment.length);
    return { ...counted, isFloor: counted.isFloor || isFloor };
  }
}

/** Asks when it is first wanted, and no second time. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}

const hitOf = ({ _id, post_id: postId, created_at: at }: CommentPlace): Hit => ({
  rank: BY_COMMENT,
  at,
  _id,
  postId,
  commentId: _id,
});

const newestFirst = (a: Place, b: Place): number =>
  b.at.getTime() - a.at.getTime() || String(b._id).localeCompare(String(a._id));

/** A single word is never scattered. */
const ranksOf = (query: SearchQuery): PostRank[] =>
  query.words.length > 1 ? [...POST_RANKS] : ['phrase-in-title', 'phrase-in-body'];

/** Drafts have none. */
const hasComments = (filter: PostFilter): boolean => filter.state === 'published';

/** A cursor of one search is junk in another. */
const scopeOf = (query: SearchQuery, filter: PostFilter): string =>
  createHash('sha256')
    .update(JSON.stringify(['posts', query.words, filter]))
    .digest('base64url');

function placeOf([rank, at, id]: unknown[]): Place {
  const fits = typeof rank === 'number' && at instanceof Date && typeof id === 'object';
  if (!fits) throw invalidField('after', '올바르지 않은 커서입니다.', 'is not a cursor of this list');
  return { rank, at, _id: id as Types.ObjectId };
}
