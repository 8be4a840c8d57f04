import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { PostRow } from '../posts/post.schema';
import { PostsRepository } from '../posts/posts.repository';
import { newBandPost } from './apply-band-post';

/**
 * Events come in any order, so a comment may be here before its post. It then makes a place for the post: nobody sees
 * it, but it has the id that the comment belongs to and counts it. Both arrivals write this one document, under a
 * unique key, so neither can overlook the other.
 */
@Injectable()
export class AwaitedPost {
  constructor(private readonly posts: PostsRepository) {}

  async find(session: ClientSession, bandPostKey: string): Promise<PostRow> {
    const known = await this.posts.findByBandKey(session, bandPostKey);
    if (known) return known;
    const unknownYet = new Date(0);
    const place = newBandPost(
      bandPostKey,
      {
        state: 'awaited',
        title: '',
        content: '',
        attachments: [],
        author_id: null,
        author_name: '',
        created_at: unknownYet,
        listed_at: unknownYet,
        published_at: null,
        band_version: 0,
      },
      'free',
    );
    return this.posts.insert(session, place);
  }
}
