import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { movedCredit } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import type { Hiding } from '../common/hiding';
import type { PostRow } from './post.schema';
import { PostsRepository } from './posts.repository';

/** Takes a post out of members' sight and back, in the transaction of the decision. */
@Injectable()
export class HidePost {
  constructor(
    private readonly posts: PostsRepository,
    private readonly activity: ActivityRecorder,
  ) {}

  /** @returns false for a post that is not there to be hidden, or shown again */
  async set(session: ClientSession, id: Types.ObjectId, hiding: Hiding | null): Promise<boolean> {
    const post = await this.posts.find(String(id), session);
    if (post?.state !== (hiding ? 'published' : 'hidden')) return false;
    const fields: Partial<PostRow> = { state: hiding ? 'hidden' : 'published', hidden: hiding };
    const version = await this.posts.set(session, id, fields);
    const [before, after] = hiding ? [post.author_id, null] : [null, post.author_id];
    await this.activity.record(session, version, movedCredit('post', before, after));
    return true;
  }
}
