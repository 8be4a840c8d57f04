import { EmbeddedOutbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, PipelineStage, Types } from 'mongoose';
import { PostListCache } from './post-list-cache';
import { Post } from './post.schema';

export interface LikeState {
  liked: boolean;
  like_count: number;
}

type UpdateStage = PipelineStage.Set | PipelineStage.Unset;

@Injectable()
export class LikesRepository {
  constructor(
    @InjectModel(Post.name) private readonly model: Model<Post>,
    private readonly outbox: EmbeddedOutbox,
    private readonly lists: PostListCache,
  ) {
    outbox.collectFrom(model as Model<unknown>);
  }

  /**
   * Turns the member's like over in one atomic update: the set, its size and the event for the author cannot differ.
   * @param wanted sets it instead; where it is so already, nothing changes and nobody is told
   * @returns null when there is no such published post
   */
  async toggle(postId: string, memberId: string, wanted?: boolean): Promise<LikeState | null> {
    const row = await this.model
      .findOneAndUpdate(
        { _id: new Types.ObjectId(postId), state: 'published' },
        this.turnOver(postId, memberId, wanted),
        {
          updatePipeline: true,
          returnDocument: 'after',
          projection: { like_count: 1, liked_by: { $elemMatch: { $eq: memberId } } },
        },
      )
      .lean<Pick<Post, 'like_count'> & { liked_by?: string[] }>();
    if (row) await this.lists.likesChanged();
    return row && { liked: (row.liked_by ?? []).length > 0, like_count: row.like_count };
  }

  private turnOver(postId: string, memberId: string, wanted?: boolean): UpdateStage[] {
    const me = { $literal: memberId };
    const isLiked = { $in: [me, '$liked_by'] };
    const turned = { $cond: [isLiked, -1, 1] };
    return [
      { $set: { delta: wanted === undefined ? turned : { $cond: [{ $eq: [isLiked, wanted] }, 0, turned] } } },
      {
        $set: {
          event_version: { $add: ['$event_version', { $abs: '$delta' }] },
          liked_by: {
            $switch: {
              branches: [
                { case: { $eq: ['$delta', 1] }, then: { $concatArrays: ['$liked_by', [me]] } },
                {
                  case: { $eq: ['$delta', -1] },
                  then: { $filter: { input: '$liked_by', cond: { $ne: ['$$this', me] } } },
                },
              ],
              default: '$liked_by',
            },
          },
        },
      },
      { $set: { like_count: { $size: '$liked_by' }, pending_events: this.withEvents(postId, memberId, me) } },
      { $unset: 'delta' },
    ];
  }

  /** The author is told of others' likes; nobody earns anything by liking their own post. */
  private withEvents(postId: string, memberId: string, me: object): object {
    const pending = { $ifNull: ['$pending_events', []] };
    // The envelope comes from the outbox; whom it concerns and by how much is known inside the update only.
    const { pending_events: envelope } = this.outbox.push('core.activity.recorded', {
      aggregateId: '',
      payload: { member_id: '', kind: 'like_received', delta: 1 },
    });
    const computed = {
      aggregate_id: '$author_id',
      version: '$event_version',
      payload: { member_id: '$author_id', kind: 'like_received', delta: '$delta' },
    };
    const event = { $mergeObjects: [{ $literal: envelope }, computed] };
    const { pending_events: liked } = this.outbox.push('core.post.liked', {
      aggregateId: postId,
      payload: { post_id: postId, author_id: '', actor_id: memberId },
    });
    const told = {
      $mergeObjects: [
        { $literal: liked },
        { version: '$event_version', payload: { post_id: postId, author_id: '$author_id', actor_id: me } },
      ],
    };
    const concernsNobody = { $or: [{ $eq: ['$delta', 0] }, { $in: ['$author_id', [null, me]] }] };
    return {
      $cond: [
        concernsNobody,
        pending,
        { $concatArrays: [pending, [event], { $cond: [{ $eq: ['$delta', 1] }, [told], []] }] },
      ],
    };
  }
}
