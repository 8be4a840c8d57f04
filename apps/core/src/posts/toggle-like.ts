import { Injectable } from '@nestjs/common';
import type { Viewer } from '../common/hiding';
import { LikesRepository, LikeState } from './likes.repository';
import { assertPublished, isVisibleTo } from './post-rules';
import { PostErrors } from './posts.errors';
import { PostsRepository } from './posts.repository';

@Injectable()
export class ToggleLike {
  constructor(
    private readonly likes: LikesRepository,
    private readonly posts: PostsRepository,
  ) {}

  /**
   * Likes what was not liked, and takes it back where it was; with `wanted` it is so afterwards, however often it is
   * asked for. Counters that many touch at once get no transaction:
   * one update changes the set, the count and the event together.
   */
  async run(id: string, who: Viewer, wanted?: boolean): Promise<LikeState> {
    const state = await this.likes.toggle(id, who.userId, wanted);
    if (state) return state;
    const post = await this.posts.find(id);
    if (post && isVisibleTo(post, who)) assertPublished(post);
    throw PostErrors.POST_NOT_FOUND();
  }
}
