import type { Identity } from '@dongbaejul/identity';
import type { ListQuery } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import { MutesService } from '../mutes/mutes.service';
import { AuthorsService } from '../members/authors.service';
import { CommentErrors } from './comments.errors';
import { CommentsRepository } from './comments.repository';
import { seesAllHidden } from '../common/hiding';
import { withoutHidden, withoutMuted } from './comment-rules';
import { CommentDto, commentDto, CommentsAnswer } from './dto/comment.dto';
import { VisiblePost } from './visible-post';

@Injectable()
export class CommentsService {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly visiblePost: VisiblePost,
    private readonly authors: AuthorsService,
    private readonly mutes: MutesService,
  ) {}

  async list(postId: string, who: Identity, query: ListQuery): Promise<CommentsAnswer> {
    const post = await this.visiblePost.find(postId, who);
    const page = await this.page(post._id, who, query);
    // Those that are listed beyond the post's count are hidden, or tombstones.
    const mayDiffer = page.pagination.total > post.comment_count;
    const unseen = mayDiffer && !seesAllHidden(who) ? await this.comments.countUnseen(post._id, who.userId) : 0;
    return { ...page, pagination: { ...page.pagination, total: page.pagination.total - unseen } };
  }

  /** A page of a post's comments, oldest first, for callers that have made sure that the post may be seen. */
  async page(postId: Types.ObjectId, who: Identity, query: ListQuery): Promise<CommentsAnswer> {
    const page = await this.comments.page(postId, query);
    const shown = withoutMuted(withoutHidden(page.items, who), await this.mutes.mutedBy(who.userId));
    const authorOf = await this.authors.namesFor(shown);
    return {
      comments: shown.map((row) => commentDto(row, authorOf(row))),
      pagination: page.pagination,
      ...(page.next_cursor && { next_cursor: page.next_cursor }),
    };
  }

  async one(postId: string, id: string): Promise<CommentDto> {
    const comment = await this.comments.find(postId, id);
    if (!comment) throw CommentErrors.COMMENT_NOT_FOUND();
    const authorOf = await this.authors.namesFor([comment]);
    return commentDto(comment, authorOf(comment));
  }
}
