import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { PostRead } from './post-read.schema';

@Injectable()
export class PostReadsRepository {
  constructor(@InjectModel(PostRead.name) private readonly model: Model<PostRead>) {}

  async has(postId: Types.ObjectId, memberId: string): Promise<boolean> {
    return (await this.model.exists({ post_id: postId, member_id: memberId })) !== null;
  }

  /** @returns those of the posts that the member has opened */
  async readOf(postIds: readonly Types.ObjectId[], memberId: string): Promise<Set<string>> {
    if (postIds.length === 0) return new Set();
    const rows = await this.model
      .find({ post_id: where.in(postIds), member_id: memberId }, { post_id: 1 })
      .lean<Pick<PostRead, 'post_id'>[]>();
    return new Set(rows.map(({ post_id: id }) => String(id)));
  }

  /** @throws a duplicate key when one of the members has read that post before */
  async insertAll(
    session: ClientSession,
    marks: readonly { postId: Types.ObjectId; memberId: string }[],
  ): Promise<void> {
    const read_at = new Date();
    const rows = marks.map(({ postId, memberId }) => ({ post_id: postId, member_id: memberId, read_at }));
    await this.model.insertMany(rows, { session });
  }
}
