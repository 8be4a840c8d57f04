import { ListQuery, Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { PostListCache } from '../posts/post-list-cache';
import { searchableText } from '@dongbaejul/search';
import { Comment } from './comment.schema';

export type NewComment = Omit<Comment, '_id' | 'search'>;

/** What a comment is found by repeats its text. */
const WITHOUT_SEARCH = { search: 0 } as const;

@Injectable()
export class CommentsRepository {
  constructor(
    @InjectModel(Comment.name) private readonly model: Model<Comment>,
    private readonly lists: PostListCache,
  ) {}

  page(postId: Types.ObjectId, query: ListQuery): Promise<Page<Comment>> {
    return paginate<Comment>(this.model, {
      query,
      filter: { post_id: postId, is_listed: true },
      sort: { created_at: 1, _id: 1 },
      select: WITHOUT_SEARCH,
    });
  }

  /** How many of a post's comments lists leave out for who does not see what staff hid. */
  async countUnseen(postId: Types.ObjectId, viewerId: string): Promise<number> {
    const hidden = { hidden: where.ne(null), is_deleted: false, reply_count: 0, author_id: where.ne(viewerId) };
    const filter = { post_id: postId, is_listed: true, ...hidden } as QueryFilter<Comment>;
    return this.model.countDocuments(filter).exec();
  }

  /** A comment of that very post, deleted or not. */
  async find(postId: string, id: string, session?: ClientSession): Promise<Comment | null> {
    return this.model
      .findOne({ _id: new Types.ObjectId(id), post_id: new Types.ObjectId(postId) }, WITHOUT_SEARCH)
      .session(session ?? null)
      .lean<Comment>();
  }

  async findById(session: ClientSession, id: Types.ObjectId): Promise<Comment | null> {
    return this.model.findOne({ _id: id }, WITHOUT_SEARCH).session(session).lean<Comment>();
  }

  async findByBandKey(session: ClientSession, key: string): Promise<Comment | null> {
    return this.model.findOne({ band_comment_key: key }, WITHOUT_SEARCH).session(session).lean<Comment>();
  }

  /** @returns those of the keys that a comment has */
  async knownBandKeys(session: ClientSession, keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.model
      .find({ band_comment_key: where.in(keys) }, { band_comment_key: 1 })
      .session(session)
      .lean<{ band_comment_key: string }[]>();
    return new Set(rows.map((row) => row.band_comment_key));
  }

  async insertMany(session: ClientSession, comments: readonly NewComment[]): Promise<void> {
    if (comments.length === 0) return;
    this.lists.commentsChange(session);
    await this.model.insertMany(comments.map(withSearch), { session });
  }

  async insert(session: ClientSession, comment: NewComment): Promise<Comment> {
    this.lists.commentsChange(session);
    const [row] = await this.model.create([withSearch(comment)], { session });
    return (row as unknown as { toObject(): Comment }).toObject();
  }

  /** Whoever changes what a comment says says as well whether it is deleted or hidden, if it may be: nobody finds it then. */
  async set(session: ClientSession, id: Types.ObjectId, fields: Partial<Comment>): Promise<void> {
    if ('content' in fields || 'is_deleted' in fields || 'hidden' in fields) this.lists.commentsChange(session);
    const isFound = fields.is_deleted !== true && !fields.hidden;
    const search = isFound ? await this.newSearch(session, id, fields) : {};
    const update = { $set: { ...fields, ...search }, ...(!isFound && { $unset: { search: 1 } }) };
    await this.model.updateOne({ _id: id }, update, { session });
  }

  /** What the comment is found by after the change; nothing where its words stay as found as they were. */
  private async newSearch(
    session: ClientSession,
    id: Types.ObjectId,
    { content, is_deleted: isDeleted, hidden }: Partial<Comment>,
  ): Promise<Pick<Comment, 'search'>> {
    if (content !== undefined) return { search: searchableText(content) };
    if (isDeleted === undefined && hidden === undefined) return {};
    return { search: searchableText((await this.findById(session, id))?.content ?? '') };
  }

  async addReplies(session: ClientSession, id: Types.ObjectId, delta: 1 | -1): Promise<void> {
    await this.model.updateOne({ _id: id }, { $inc: { reply_count: delta } }, { session });
  }
}

const withSearch = (comment: NewComment): NewComment & Pick<Comment, 'search'> => ({
  ...comment,
  ...(!comment.is_deleted && { search: searchableText(comment.content) }),
});
