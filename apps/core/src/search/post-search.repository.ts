import {
  type Counted,
  countedUpToExact,
  countRows,
  EXACT_TOTAL,
  ListQuery,
  Page,
  paginate,
  where,
} from '@dongbaejul/persistence';
import { rarest, SearchQuery } from '@dongbaejul/search';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, QueryFilter, Types } from 'mongoose';
import { Post, PostRow } from '../posts/post.schema';
import { PostFilter, WITHOUT_INTERNALS } from '../posts/posts.repository';
import type { KeptTotal } from './kept-total';
import { NEWEST_FIRST, Way, wayOf, waysOf } from './post-ways';

export interface PostPlace {
  _id: Types.ObjectId;
  listed_at: Date;
}

/** Where to go on: behind this post. */
export type After = PostPlace | undefined;

type Condition = QueryFilter<Post>;

/**
 * How well a post fits, best first. Words in the title weigh more than words in the body, words next to each other more
 * than scattered ones; within a rank the newest comes first.
 */
export const POST_RANKS = ['phrase-in-title', 'words-in-title', 'phrase-in-body', 'words-anywhere'] as const;
export type PostRank = (typeof POST_RANKS)[number];

/** Posts of so few the comments are looked through as well. */
const FEW = 1_000;

/** Finds posts by their own words: the rarest of the grams narrows it down by index, the folded text decides. */
@Injectable()
export class PostSearchRepository {
  constructor(@InjectModel(Post.name) private readonly model: Model<Post>) {}

  /** @returns the places of up to `limit` posts of one rank, newest first */
  async ofRank(
    rank: PostRank,
    query: SearchQuery,
    filter: PostFilter,
    limit: number,
    after: After,
  ): Promise<PostPlace[]> {
    const { grams, words } = ranked(rank, query);
    const way = await this.shortest(filter, grams);
    const wanted = { ...filter, ...way.filter, ...where.and(words, ...(after ? [behind(after)] : [])) } as Condition;
    return this.model
      .find(wanted, { listed_at: 1 })
      .sort(NEWEST_FIRST)
      .limit(limit)
      .hint(way.index)
      .lean<PostPlace[]>();
  }

  /**
   * Posts with the words in their order of time.
   * @param total keeps totals, which cost more than a page
   */
  async inTime(
    query: SearchQuery,
    filter: PostFilter,
    sort: 'newest' | 'oldest',
    list: ListQuery,
    total: KeptTotal,
  ): Promise<Page<PostRow>> {
    const direction = sort === 'newest' ? -1 : 1;
    const way = await this.shortest(filter, query.anyGrams());
    return paginate<Post, PostRow>(this.model, {
      query: list,
      filter: { ...filter, ...way.filter, ...anywhere(query) } as Condition,
      sort: { listed_at: direction, _id: direction },
      select: WITHOUT_INTERNALS,
      hint: way.index,
      count: () => total((among) => this.count(query, filter, among)),
    });
  }

  /**
   * Where a gram decides, the index counts; else every post is read that may have the words.
   * @param among the newest of those are read, no more than so many
   */
  async count(query: SearchQuery, filter: PostFilter, among = Infinity): Promise<Counted> {
    const { decidingGram: gram } = query;
    const way = await this.shortest(filter, gram === undefined ? query.anyGrams() : [gram]);
    const words = gram === undefined ? anywhere(query) : { 'search.grams': gram };
    const isCountedByIndex = gram !== undefined && Object.keys(filter).every((field) => field === 'state');
    const last = isCountedByIndex || among === Infinity ? undefined : await this.nth(way, among + 1);
    const newest = last && { listed_at: where.gt(last) };
    const wanted = { ...filter, ...way.filter, ...words, ...newest } as Condition;
    const { total, isFloor } = countedUpToExact(await countRows(this.model, wanted, EXACT_TOTAL + 1, way.index));
    return { total, isFloor: isFloor || last !== undefined };
  }

  /** Those of the posts that may be listed and do not have the words themselves, for what comments were found. */
  async withoutOwnWords(ids: readonly Types.ObjectId[], query: SearchQuery, filter: PostFilter): Promise<PostPlace[]> {
    if (ids.length === 0) return [];
    const wanted = { _id: where.in(ids), ...filter, ...where.nor(anywhere(query)) } as Condition;
    return this.model.find(wanted, { listed_at: 1 }).hint({ _id: 1 }).lean<PostPlace[]>();
  }

  /** All posts that may be listed where those are few, so that looking through them costs less than finding them. */
  async few(filter: PostFilter): Promise<Types.ObjectId[] | undefined> {
    const way = wayOf(filter);
    if (!way) return undefined;
    const rows = await this.along(way, { _id: 1 }, { limit: FEW });
    return rows.length < FEW ? rows.map(({ _id }) => _id) : undefined;
  }

  /** By one gram, or by the filter itself, which may leave a handful of posts. */
  private async shortest(filter: PostFilter, grams: readonly string[]): Promise<Way> {
    const place = async (way: Way, n: number): Promise<string | undefined> => (await this.nth(way, n))?.toISOString();
    return (await rarest(waysOf(filter, grams), place)) as Way;
  }

  /** When the post of this number that a way leads to was listed, from the newest on; by the index alone. */
  private async nth(way: Way, n: number): Promise<Date | undefined> {
    const [place] = await this.along(way, { _id: 0, listed_at: 1 }, { skip: n - 1, limit: 1 });
    return place?.listed_at;
  }

  private along(
    { filter, index }: Way,
    fields: Record<string, 0 | 1>,
    part: { skip?: number; limit: number },
  ): Promise<PostPlace[]> {
    return this.model.find(filter, fields, part).sort(NEWEST_FIRST).hint(index).lean<PostPlace[]>();
  }
}

const title = (pattern: RegExp): Condition => ({ 'search.title': pattern }) as Condition;
const body = (pattern: RegExp): Condition => ({ 'search.body': pattern }) as Condition;

const allInTitle = (query: SearchQuery): object => where.and<object>(...query.inTitle.map(title));

/** Every word somewhere. */
function anywhere(query: SearchQuery): object {
  const [inTitle, inBody] = [query.inTitle, query.inBody];
  const words = query.words.map((_, i) => where.or<object>(title(inTitle[i] as RegExp), body(inBody[i] as RegExp)));
  return where.and<object>(...words);
}

function ranked(rank: PostRank, query: SearchQuery): { grams: string[]; words: object } {
  const { phrase, phraseInTitle, phraseInBody } = query;
  switch (rank) {
    case 'phrase-in-title':
      return { grams: query.titleGrams([phrase]), words: title(phraseInTitle) };
    case 'words-in-title':
      return {
        grams: query.titleGrams(),
        words: { ...allInTitle(query), ...where.nor<object>(title(phraseInTitle)) },
      };
    case 'phrase-in-body':
      return {
        grams: query.bodyGrams([phrase]),
        words: { ...body(phraseInBody), ...where.nor<object>(allInTitle(query)) },
      };
    case 'words-anywhere':
      return {
        grams: query.anyGrams(),
        words: { ...anywhere(query), ...where.nor<object>(allInTitle(query), body(phraseInBody)) },
      };
  }
}

const behind = ({ listed_at: at, _id }: PostPlace): object => ({
  listed_at: where.lte(at),
  ...where.or<object>({ listed_at: where.lt(at) }, { listed_at: at, _id: where.lt(_id) }),
});
