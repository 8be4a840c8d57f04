import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { movedCredit } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import type { CreatePostDto } from './dto/create-post.dto';
import { uploadIdsIn, Uploads } from '../uploads/uploads';
import { assertMaySet } from './post-rules';
import { TellOfPost } from './tell-of-post';
import { PostsRepository } from './posts.repository';

@Injectable()
export class CreatePost {
  constructor(
    private readonly transactions: Transactions,
    private readonly posts: PostsRepository,
    private readonly activity: ActivityRecorder,
    private readonly tell: TellOfPost,
    private readonly uploads: Uploads,
  ) {}

  /** @returns the new post's id: plain, so that a retried request can get it again */
  run(who: Identity, wanted: CreatePostDto): Promise<string> {
    const { title, content } = wanted;
    const category = wanted.category ?? 'free';
    assertMaySet(who, { category, ...(wanted.is_pinned && { is_pinned: true }) });
    const isPublished = wanted.is_published ?? true;
    return this.transactions.run(async (session) => {
      const now = new Date();
      const mentions = await this.tell.mentionsIn(content);
      const post = await this.posts.insert(session, {
        title,
        content,
        category,
        ...(mentions.length > 0 && { mentions }),
        attachments: wanted.attachments ?? [],
        state: isPublished ? 'published' : 'draft',
        source: 'app',
        author_id: who.userId,
        author_name: who.username,
        is_pinned: wanted.is_pinned ?? false,
        version: 1,
        event_version: 1,
        created_at: now,
        updated_at: now,
        listed_at: now,
        published_at: isPublished ? now : null,
        removed_at: null,
        removed_by: null,
      });
      const hold = { type: 'post', id: String(post._id) } as const;
      await this.uploads.claim(session, uploadIdsIn(post.attachments), who.userId, hold);
      await this.activity.record(session, 1, movedCredit('post', null, isPublished ? who.userId : null));
      if (isPublished) await this.tell.run(session, post, 1);
      return String(post._id);
    });
  }
}
