import type { EventEnvelope } from '@dongbaejul/contracts';
import { OnEvents } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ApplyBandComment } from './apply-band-comment';
import { ApplyBandPost } from './apply-band-post';
import { BandCommentChangedDto } from './dto/band-comment-changed.dto';
import { BandPostChangedDto } from './dto/band-post-changed.dto';

/** A post and its comments write to one document: the post, which counts them. */
const byPost = (bandPostKey: string): string => `band-post:${bandPostKey}`;

/** What the sync brings from BAND. */
@Injectable()
export class BandEvents {
  constructor(
    private readonly applyPost: ApplyBandPost,
    private readonly applyComment: ApplyBandComment,
  ) {}

  @OnEvents('band-sync.post.changed', BandPostChangedDto, { queueBy: (event) => byPost(event.payload.band_post_key) })
  onPostsChanged(events: EventEnvelope<'band-sync.post.changed'>[], session: ClientSession): Promise<void> {
    return this.applyPost.runAll(session, events);
  }

  @OnEvents('band-sync.comment.changed', BandCommentChangedDto, {
    queueBy: (event) => byPost(event.payload.band_post_key),
  })
  onCommentsChanged(events: EventEnvelope<'band-sync.comment.changed'>[], session: ClientSession): Promise<void> {
    return this.applyComment.runAll(session, events);
  }
}
