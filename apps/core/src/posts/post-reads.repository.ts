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

  /** @throws a duplicate key when the member has read it before */
  async insert(session: ClientSession, postId: Types.ObjectId, memberId: string): Promise<void> {
    await this.model.create([{ post_id: postId, member_id: memberId, read_at: new Date() }], { session });
  }
}
