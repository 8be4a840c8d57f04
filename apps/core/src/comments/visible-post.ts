import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Viewer } from '../common/hiding';
import { isVisibleTo } from '../posts/post-rules';
import type { PostRow } from '../posts/post.schema';
import { PostErrors } from '../posts/posts.errors';
import { PostsRepository } from '../posts/posts.repository';

/** The post that comments are read from or written to. */
@Injectable()
export class VisiblePost {
  constructor(private readonly posts: PostsRepository) {}

  /** @throws POST_NOT_FOUND when the member may not see it */
  async find(postId: string, who: Viewer, session?: ClientSession): Promise<PostRow> {
    const post = await this.posts.find(postId, session);
    if (!post || !isVisibleTo(post, who)) throw PostErrors.POST_NOT_FOUND();
    return post;
  }
}
