import type { EventEnvelope, PostLiked } from '@dongbaejul/contracts';
import { inContextOf, OnEvents } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { IsMongoId } from 'class-validator';
import type { ClientSession } from 'mongoose';
import { Notifier } from '../notifications/notifier';

class PostLikedDto implements PostLiked {
  @IsMongoId()
  post_id: string;

  @IsMongoId()
  author_id: string;

  @IsMongoId()
  actor_id: string;
}

/** The club's day: Seoul has no summer time. */
const dayInSeoul = (at: string): string => new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(0, 10);

/** Tells authors that somebody likes what they wrote: once per post and day, not once per like. */
@Injectable()
export class LikesEvents {
  constructor(private readonly notifier: Notifier) {}

  @OnEvents('core.post.liked', PostLikedDto, { queueBy: (event) => `likes:${event.payload.post_id}` })
  async onLiked(events: EventEnvelope<'core.post.liked'>[], session: ClientSession): Promise<void> {
    const told = new Set<string>();
    for (const event of events) {
      const { post_id, author_id, actor_id } = event.payload;
      const key = `like:${post_id}:${dayInSeoul(event.occurred_at)}`;
      if (told.has(key)) continue;
      const request = { type: 'like' as const, data: { post_id, actor_id }, dedupe_key: key };
      const count = await inContextOf(event, () =>
        this.notifier.notify(session, { ...request, member_ids: [author_id] }),
      );
      // Where nobody was told, who likes it may be muted: the next one may not be.
      if (count > 0) told.add(key);
    }
  }
}
