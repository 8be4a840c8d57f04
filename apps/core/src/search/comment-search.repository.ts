import { EXACT_TOTAL, where } from '@dongbaejul/persistence';
import { rarest, SearchQuery } from '@dongbaejul/search';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, QueryFilter, Types } from 'mongoose';
import { Comment } from '../comments/comment.schema';

export interface CommentPlace {
  _id: Types.ObjectId;
  post_id: Types.ObjectId;
  created_at: Date;
}

export type CommentText = Pick<Comment, '_id' | 'content' | 'author_id'>;

const NEWEST_FIRST = { created_at: -1, _id: -1 } as const;
const BY_GRAMS = { 'search.grams': 1, ...NEWEST_FIRST } as const;

/** Finds comments by their words: the rarest of the grams narrows it down by index, the folded text decides. */
@Injectable()
export class CommentSearchRepository {
  constructor(@InjectModel(Comment.name) private readonly model: Model<Comment>) {}

  /** @returns the places of up to `limit` comments, newest first; deleted ones have no words */
  async find(
    query: SearchQuery,
    limit: number,
    after: Pick<CommentPlace, '_id' | 'created_at'> | undefined,
  ): Promise<CommentPlace[]> {
    const gram = await this.rarestOf(query);
    return this.along(
      { ...withGram(gram), ...where.and<object>(words(query), ...(after ? [behind(after)] : [])) },
      limit,
    );
  }

  /** Of each of the posts its newest comment with the words: the one that stands for the post. */
  async newestOf(postIds: readonly Types.ObjectId[], query: SearchQuery): Promise<CommentPlace[]> {
    if (postIds.length === 0) return [];
    // Nothing sanitises a pipeline.
    const rows = await this.model.aggregate<{ _id: Types.ObjectId; newest: { at: Date; id: Types.ObjectId } }>([
      { $match: { post_id: { $in: postIds }, is_listed: true, ...words(query) } },
      { $group: { _id: '$post_id', newest: { $max: { at: '$created_at', id: '$_id' } } } },
    ]);
    return rows.map(({ _id, newest }) => ({ _id: newest.id, post_id: _id, created_at: newest.at }));
  }

  /** What comments say and who wrote them, by id. */
  async texts(ids: readonly Types.ObjectId[]): Promise<Map<string, CommentText>> {
    if (ids.length === 0) return new Map();
    const rows = await this.model.find({ _id: where.in(ids) }, { content: 1, author_id: 1 }).lean<CommentText[]>();
    return new Map(rows.map((row) => [String(row._id), row]));
  }

  /**
   * The posts of the comments with the words, of the newest EXACT_TOTAL ones, and whether there may be more.
   * @param among the newest of the comments that may have them are read, no more than so many
   */
  async postsOf(query: SearchQuery, among = Infinity): Promise<{ postIds: Types.ObjectId[]; isFloor: boolean }> {
    const gram = await this.rarestOf(query);
    const last = among === Infinity || gram === undefined ? undefined : await this.nth(gram, among + 1);
    const newest = last && { created_at: where.gt(last) };
    const rows = await this.along({ ...withGram(gram), ...words(query), ...newest }, EXACT_TOTAL + 1);
    const postIds = [...new Map(rows.map(({ post_id: id }) => [String(id), id])).values()];
    return { postIds, isFloor: rows.length > EXACT_TOTAL || last !== undefined };
  }

  private rarestOf(query: SearchQuery): Promise<string | undefined> {
    return rarest(query.bodyGrams(), async (gram, n) => (await this.nth(gram, n))?.toISOString());
  }

  private along(wanted: object, limit: number): Promise<CommentPlace[]> {
    return this.model
      .find(wanted as QueryFilter<Comment>, { post_id: 1, created_at: 1 })
      .sort(NEWEST_FIRST)
      .limit(limit)
      .hint(BY_GRAMS)
      .lean<CommentPlace[]>();
  }

  /** @returns when the comment of this number that has the gram was written, from the newest on; by the index alone */
  private async nth(gram: string, n: number): Promise<Date | undefined> {
    const found = this.model
      .findOne(withGram(gram), { _id: 0, created_at: 1 })
      .sort(NEWEST_FIRST)
      .skip(n - 1)
      .hint(BY_GRAMS);
    return (await found.lean<Pick<Comment, 'created_at'>>())?.created_at;
  }
}

const withGram = (gram: string | undefined): QueryFilter<Comment> => ({ 'search.grams': gram }) as QueryFilter<Comment>;

const words = (query: SearchQuery): object =>
  where.and<object>(...query.inBody.map((pattern) => ({ 'search.body': pattern })));

const behind = ({ created_at: at, _id }: Pick<CommentPlace, '_id' | 'created_at'>): object => ({
  created_at: where.lte(at),
  ...where.or<object>({ created_at: where.lt(at) }, { created_at: at, _id: where.lt(_id) }),
});
