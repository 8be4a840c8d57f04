import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { PhotoChange } from '../photos/photo-changes';
import { PhotoMirrorRepository } from '../photos/photo-mirror.repository';
import type { Change } from '../posts/changes';
import { PostsRepository } from '../posts/posts.repository';

/** Anything that a run changes here. */
export type AnyChange = Change | PhotoChange;

const isOfPhotos = (change: AnyChange): change is PhotoChange => change.of === 'albums' || change.of === 'photos';

/** Writes changes of every kind to where they belong. */
@Injectable()
export class ChangeWriter {
  constructor(
    private readonly posts: PostsRepository,
    private readonly photos: PhotoMirrorRepository,
  ) {}

  /** Inside the caller's transaction. */
  async write(session: ClientSession, changes: readonly AnyChange[]): Promise<void> {
    const ofPhotos = changes.filter(isOfPhotos);
    const ofPosts = changes.filter((change) => !isOfPhotos(change)) as Change[];
    if (ofPosts.length > 0) await this.posts.write(session, ofPosts);
    if (ofPhotos.length > 0) await this.photos.write(session, ofPhotos);
  }
}
