import { ListQuery, Page, paginate } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { Comment } from './comment.schema';

export type NewComment = Omit<Comment, '_id'>;

@Injectable()
export class CommentsRepository {
  constructor(@InjectModel(Comment.name) private readonly model: Model<Comment>) {}

  page(postId: Types.ObjectId, query: ListQuery): Promise<Page<Comment>> {
    return paginate<Comment>(this.model, {
      query,
      filter: { post_id: postId, is_listed: true },
      sort: { created_at: 1, _id: 1 },
    });
  }

  /** A comment of that very post, deleted or not. */
  async find(postId: string, id: string, session?: ClientSession): Promise<Comment | null> {
    return this.model
      .findOne({ _id: new Types.ObjectId(id), post_id: new Types.ObjectId(postId) })
      .session(session ?? null)
      .lean<Comment>();
  }

  async findById(session: ClientSession, id: Types.ObjectId): Promise<Comment | null> {
    return this.model.findOne({ _id: id }).session(session).lean<Comment>();
  }

  async findByBandKey(session: ClientSession, key: string): Promise<Comment | null> {
    return this.model.findOne({ band_comment_key: key }).session(session).lean<Comment>();
  }

  async insert(session: ClientSession, comment: NewComment): Promise<Comment> {
    const [row] = await this.model.create([comment], { session });
    return (row as unknown as { toObject(): Comment }).toObject();
  }

  async set(session: ClientSession, id: Types.ObjectId, fields: Partial<Comment>): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: fields }, { session });
  }

  async addReplies(session: ClientSession, id: Types.ObjectId, delta: 1 | -1): Promise<void> {
    await this.model.updateOne({ _id: id }, { $inc: { reply_count: delta } }, { session });
  }
}
