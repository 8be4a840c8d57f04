import { ListQuery, Page, paginate, SortOrder, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import type { PostSort } from './dto/list-posts.query';
import { PostListCache } from './post-list-cache';
import { PostRevision } from './post-revision.schema';
import { searchableTitled } from '@dongbaejul/search';
import { Post, PostRow } from './post.schema';

/** What only the like toggle, the relay and search need stays in the database. */
export const WITHOUT_INTERNALS = { liked_by: 0, pending_events: 0, search: 0 } as const;

export const ORDERS: Record<Exclude<PostSort, 'relevance'>, SortOrder> = {
  newest: { is_pinned: -1, listed_at: -1, _id: -1 },
  oldest: { listed_at: 1, _id: 1 },
  popular: { like_count: -1, _id: -1 },
};

export type PostFilter = Partial<Pick<Post, 'state' | 'category' | 'author_id' | 'is_pinned'>>;
export type NewPost = Omit<
  Post,
  '_id' | 'liked_by' | 'like_count' | 'comment_count' | 'view_count' | 'pending_events' | 'search'
>;
const COUNTS = { like_count: 1, comment_count: 1, view_count: 1 } as const;
export type PostCounts = Pick<Post, keyof typeof COUNTS> & { liked: boolean };
type CounterDeltas = Partial<Record<'comment_count' | 'view_count' | 'event_version', number>>;

@Injectable()
export class PostsRepository {
  constructor(
    @InjectModel(Post.name) private readonly model: Model<Post>,
    @InjectModel(PostRevision.name) private readonly revisions: Model<PostRevision>,
    private readonly lists: PostListCache,
  ) {}

  page(filter: PostFilter, sort: keyof typeof ORDERS, query: ListQuery): Promise<Page<PostRow>> {
    return paginate<Post, PostRow>(this.model, {
      query,
      filter: filter as QueryFilter<Post>,
      sort: ORDERS[sort],
      select: WITHOUT_INTERNALS,
    });
  }

  async find(id: string, session?: ClientSession): Promise<PostRow | null> {
    return this.model
      .findOne({ _id: new Types.ObjectId(id) }, WITHOUT_INTERNALS)
      .session(session ?? null)
      .lean<PostRow>();
  }

  /** @returns those of the posts that exist, by their id */
  async findAll(ids: readonly Types.ObjectId[]): Promise<Map<string, PostRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.model.find({ _id: where.in(ids) }, WITHOUT_INTERNALS).lean<PostRow[]>();
    return new Map(rows.map((row) => [String(row._id), row]));
  }

  /** The post, and whether the member likes it, without carrying everyone's likes over the wire. */
  async findWithLike(id: string, memberId: string): Promise<{ post: PostRow; liked: boolean } | null> {
    const [row] = await this.model.aggregate<PostRow & { liked: boolean }>([
      { $match: { _id: new Types.ObjectId(id) } },
      { $set: { liked: { $in: [{ $literal: memberId }, '$liked_by'] } } },
      { $unset: ['liked_by', 'pending_events', 'search'] },
    ]);
    return row ? { post: row, liked: row.liked } : null;
  }

  async findByBandKey(session: ClientSession, key: string): Promise<PostRow | null> {
    return this.model.findOne({ band_post_key: key }, WITHOUT_INTERNALS).session(session).lean<PostRow>();
  }

  /** @returns the posts that exist, by their key */
  async findByBandKeys(session: ClientSession, keys: readonly string[]): Promise<Map<string, PostRow>> {
    const rows = await this.model
      .find({ band_post_key: where.in(keys) }, WITHOUT_INTERNALS)
      .session(session)
      .lean<PostRow[]>();
    return new Map(rows.map((row) => [row.band_post_key as string, row]));
  }

  /** What of the posts changes all the time, and whether the member likes them. */
  async countsFor(ids: readonly Types.ObjectId[], memberId: string): Promise<Map<string, PostCounts>> {
    if (ids.length === 0) return new Map();
    const rows = await this.model
      .find({ _id: where.in(ids) }, { ...COUNTS, liked_by: { $elemMatch: { $eq: memberId } } })
      .lean<Pick<Post, '_id' | keyof typeof COUNTS | 'liked_by'>[]>();
    return new Map(
      rows.map(({ _id, like_count, comment_count, view_count, liked_by: mine = [] }) => [
        String(_id),
        { like_count, comment_count, view_count, liked: mine.length > 0 },
      ]),
    );
  }

  async likersOf(session: ClientSession, id: Types.ObjectId): Promise<string[]> {
    const row = await this.model.findOne({ _id: id }, { liked_by: 1 }).session(session).lean<Pick<Post, 'liked_by'>>();
    return row?.liked_by ?? [];
  }

  async insert(session: ClientSession, post: NewPost): Promise<PostRow> {
    this.lists.postsChange(session);
    const [row] = await this.model.create([withSearch(post)], { session });
    return (row as unknown as { toObject(): PostRow }).toObject();
  }

  async insertMany(session: ClientSession, posts: readonly NewPost[]): Promise<void> {
    if (posts.length === 0) return;
    this.lists.postsChange(session);
    await this.model.insertMany(posts.map(withSearch), { session });
  }

  /** Sets fields and counts one event further. @returns the event version after the change */
  async set(session: ClientSession, id: Types.ObjectId, fields: Partial<PostRow>): Promise<number> {
    this.lists.postsChange(session);
    const search = await this.newSearch(session, id, fields);
    return this.change(session, id, { $set: { ...fields, ...search }, $inc: { event_version: 1 } });
  }

  /** What the post is found by after the change; nothing where its words stay. */
  private async newSearch(
    session: ClientSession,
    id: Types.ObjectId,
    { title, content }: Partial<PostRow>,
  ): Promise<Partial<Pick<Post, 'search'>>> {
    if (title === undefined && content === undefined) return {};
    if (title !== undefined && content !== undefined) return { search: searchableTitled(title, content) };
    const row = await this.model
      .findOne({ _id: id }, { title: 1, content: 1 })
      .session(session)
      .lean<Pick<Post, 'title' | 'content'>>();
    return { search: searchableTitled(title ?? row?.title ?? '', content ?? row?.content ?? '') };
  }

  /** Adds to counters, atomically. @returns the event version after the change */
  async add(session: ClientSession, id: Types.ObjectId, deltas: CounterDeltas): Promise<number> {
    return this.change(session, id, { $inc: deltas });
  }

  /** The same for many posts in one write. */
  async addAll(session: ClientSession, deltas: ReadonlyMap<Types.ObjectId, CounterDeltas>): Promise<void> {
    const writes = [...deltas].map(([_id, $inc]) => ({ updateOne: { filter: { _id }, update: { $inc } } }));
    if (writes.length > 0) await this.model.bulkWrite(writes, { session });
  }

  private async change(session: ClientSession, id: Types.ObjectId, update: object): Promise<number> {
    const row = await this.model
      .findOneAndUpdate({ _id: id }, update, { session, returnDocument: 'after', projection: { event_version: 1 } })
      .lean<Pick<Post, 'event_version'>>();
    return row?.event_version ?? 0;
  }

  /** Keeps what the post said until now. */
  async keepRevision(session: ClientSession, post: PostRow, replacedBy: string | null): Promise<void> {
    const { _id, version, title, content, category, attachments } = post;
    const kept = { post_id: _id, version, title, content, category, attachments };
    await this.revisions.create([{ ...kept, replaced_at: new Date(), replaced_by: replacedBy }], { session });
  }
}

const withSearch = (post: NewPost): NewPost & Pick<Post, 'search'> => ({
  ...post,
  search: searchableTitled(post.title, post.content),
});
