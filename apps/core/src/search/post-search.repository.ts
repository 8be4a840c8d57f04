import { ListQuery, Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, QueryFilter, Types } from 'mongoose';
import { Post, PostRow } from '../posts/post.schema';
import { PostFilter, WITHOUT_INTERNALS } from '../posts/posts.repository';
import type { SearchQuery } from '@dongbaejul/search';

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

/** Finds posts by their own words: the grams narrow it down by index, the folded text decides. */
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
    const found = ranked(rank, query);
    const wanted = { ...filter, ...where.and(found, ...(after ? [behind(after)] : [])) } as Condition;
    return this.model
      .find(wanted, { listed_at: 1 })
      .sort({ listed_at: -1, _id: -1 })
      .limit(limit)
      .hint(BY_GRAMS)
      .lean<PostPlace[]>();
  }

  /** Posts with the words in their order of time. */
  inTime(query: SearchQuery, filter: PostFilter, sort: 'newest' | 'oldest', list: ListQuery): Promise<Page<PostRow>> {
    const direction = sort === 'newest' ? -1 : 1;
    return paginate<Post, PostRow>(this.model, {
      query: list,
      filter: { ...filter, ...anywhere(query) } as Condition,
      sort: { listed_at: direction, _id: direction },
      select: WITHOUT_INTERNALS,
      hint: BY_GRAMS,
    });
  }

  count(query: SearchQuery, filter: PostFilter, atMost: number): Promise<number> {
    return this.model
      .countDocuments({ ...filter, ...anywhere(query) } as Condition)
      .limit(atMost)
      .hint(BY_GRAMS)
      .exec();
  }

  /** Those of the posts that may be listed and do not have the words themselves, for what comments were found. */
  async withoutOwnWords(ids: readonly Types.ObjectId[], query: SearchQuery, filter: PostFilter): Promise<PostPlace[]> {
    if (ids.length === 0) return [];
    const wanted = { _id: where.in(ids), ...filter, ...where.nor(anywhere(query) as object) } as Condition;
    return this.model.find(wanted, { listed_at: 1 }).hint({ _id: 1 }).lean<PostPlace[]>();
  }
}

const BY_GRAMS = { state: 1, 'search.grams': 1, listed_at: -1, _id: -1 } as const;

const grams = (all: string[]): Condition => ({ 'search.grams': where.all(all) }) as Condition;
const title = (pattern: RegExp): Condition => ({ 'search.title': pattern }) as Condition;
const body = (pattern: RegExp): Condition => ({ 'search.body': pattern }) as Condition;

const allInTitle = (query: SearchQuery): object => where.and<object>(...query.inTitle.map(title));

/** Every word somewhere. */
export function anywhere(query: SearchQuery): Condition {
  const [inTitle, inBody] = [query.inTitle, query.inBody];
  const words = query.words.map((_, i) => where.or<object>(title(inTitle[i] as RegExp), body(inBody[i] as RegExp)));
  return { ...grams(query.anyGrams()), ...where.and<object>(...words) } as Condition;
}

function ranked(rank: PostRank, query: SearchQuery): object {
  const { phrase } = query;
  switch (rank) {
    case 'phrase-in-title':
      return { ...grams(query.titleGrams([phrase])), ...title(query.phraseInTitle) };
    case 'words-in-title':
      return { ...grams(query.titleGrams()), ...allInTitle(query), ...where.nor<object>(title(query.phraseInTitle)) };
    case 'phrase-in-body':
      return {
        ...grams(query.bodyGrams([phrase])),
        ...body(query.phraseInBody),
        ...where.nor<object>(allInTitle(query)),
      };
    case 'words-anywhere':
      return { ...anywhere(query), ...where.nor<object>(allInTitle(query), body(query.phraseInBody)) };
  }
}

const behind = ({ listed_at: at, _id }: PostPlace): object => ({
  listed_at: where.lte(at),
  ...where.or<object>({ listed_at: where.lt(at) }, { listed_at: at, _id: where.lt(_id) }),
});
