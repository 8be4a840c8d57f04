import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import { PostRead } from '../posts/post-read.schema';
import { Post } from '../posts/post.schema';
import type { Keeper } from './keeper';

const BATCH = 1_000;

/** Which posts a member has opened. Call it after the posts themselves have their new author. */
@Injectable()
export class ReadsOfMembers implements Keeper {
  constructor(
    @InjectModel(PostRead.name) private readonly reads: Model<PostRead>,
    @InjectModel(Post.name) private readonly posts: Model<Post>,
  ) {}

  /** They stay: posts' counts are made of them, and the id in them names nobody any more. */
  forget(): Promise<void> {
    return Promise.resolve();
  }

  /** One person reads a post once, and nobody is a reader of what they wrote. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    const read = await this.postsReadBy(session, from);
    for (const ids of batches(read)) {
      const both = await this.among(session, into, ids);
      await this.drop(session, from, both);
    }
    await this.reads.updateMany({ member_id: from }, { $set: { member_id: into } }, { session });
    const written = await this.posts.find({ author_id: into }, { _id: 1 }).session(session).lean<Pick<Post, '_id'>[]>();
    for (const ids of batches(written.map(({ _id }) => _id))) {
      await this.drop(session, into, await this.among(session, into, ids));
    }
  }

  private async postsReadBy(session: ClientSession, memberId: string): Promise<Types.ObjectId[]> {
    const rows = await this.reads
      .find({ member_id: memberId }, { post_id: 1 })
      .session(session)
      .lean<Pick<PostRead, 'post_id'>[]>();
    return rows.map(({ post_id }) => post_id);
  }

  private async among(
    session: ClientSession,
    memberId: string,
    ids: readonly Types.ObjectId[],
  ): Promise<Types.ObjectId[]> {
    const rows = await this.reads
      .find({ post_id: where.in(ids), member_id: memberId }, { post_id: 1 })
      .session(session)
      .lean<Pick<PostRead, 'post_id'>[]>();
    return rows.map(({ post_id }) => post_id);
  }

  private async drop(session: ClientSession, memberId: string, ids: readonly Types.ObjectId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.reads.deleteMany({ post_id: where.in(ids), member_id: memberId }, { session });
    await this.posts.updateMany({ _id: where.in(ids) }, { $inc: { view_count: -1 } }, { session });
  }
}

function batches<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH));
}
