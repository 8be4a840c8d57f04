import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, QueryFilter, Types } from 'mongoose';
import { Comment } from '../comments/comment.schema';
import type { SearchQuery } from '@dongbaejul/search';

export interface CommentPlace {
  _id: Types.ObjectId;
  post_id: Types.ObjectId;
  created_at: Date;
}

export type CommentText = Pick<Comment, '_id' | 'content' | 'author_id'>;

const NEWEST_FIRST = { created_at: -1, _id: -1 } as const;
const BY_GRAMS = { 'search.grams': 1, ...NEWEST_FIRST } as const;

/** Finds comments by their words. Deleted ones have none. */
@Injectable()
export class CommentSearchRepository {
  constructor(@InjectModel(Comment.name) private readonly model: Model<Comment>) {}

  /** @returns the places of up to `limit` comments, newest first */
  find(
    query: SearchQuery,
    limit: number,
    after: Pick<CommentPlace, '_id' | 'created_at'> | undefined,
  ): Promise<CommentPlace[]> {
    const wanted = after ? where.and<object>(found(query), behind(after)) : found(query);
    return this.model
      .find(wanted as QueryFilter<Comment>, { post_id: 1, created_at: 1 })
      .sort(NEWEST_FIRST)
      .limit(limit)
      .hint(BY_GRAMS)
      .lean<CommentPlace[]>();
  }

  /** Of each of the posts its newest comment with the words: the one that stands for the post. */
  async newestOf(postIds: readonly Types.ObjectId[], query: SearchQuery): Promise<Set<string>> {
    if (postIds.length === 0) return new Set();
    const rows = await this.model.aggregate<{ newest: { id: Types.ObjectId } }>([
      { $match: { post_id: { $in: postIds }, is_listed: true, ...plain(query) } },
      { $group: { _id: '$post_id', newest: { $max: { at: '$created_at', id: '$_id' } } } },
    ]);
    return new Set(rows.map(({ newest }) => String(newest.id)));
  }

  /** What comments say and who wrote them, by id. */
  async texts(ids: readonly Types.ObjectId[]): Promise<Map<string, CommentText>> {
    if (ids.length === 0) return new Map();
    const rows = await this.model.find({ _id: where.in(ids) }, { content: 1, author_id: 1 }).lean<CommentText[]>();
    return new Map(rows.map((row) => [String(row._id), row]));
  }

  /** The posts of up to `atMost` comments with the words, and how many comments those were. */
  async postsOf(query: SearchQuery, atMost: number): Promise<{ comments: number; postIds: Types.ObjectId[] }> {
    const rows = await this.find(query, atMost, undefined);
    const postIds = [...new Map(rows.map(({ post_id: id }) => [String(id), id])).values()];
    return { comments: rows.length, postIds };
  }
}

const found = (query: SearchQuery): object => ({
  'search.grams': where.all(query.bodyGrams()),
  ...where.and<object>(...query.inBody.map((pattern) => ({ 'search.body': pattern }))),
});

/** The same for a pipeline, which nothing sanitises. */
const plain = (query: SearchQuery): object => ({ $and: query.inBody.map((pattern) => ({ 'search.body': pattern })) });

const behind = ({ created_at: at, _id }: Pick<CommentPlace, '_id' | 'created_at'>): object => ({
  created_at: where.lte(at),
  ...where.or<object>({ created_at: where.lt(at) }, { created_at: at, _id: where.lt(_id) }),
});
