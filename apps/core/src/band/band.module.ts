import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments/comments.module';
import { PostsStoreModule } from '../posts/posts-store.module';
import { ApplyBandComment } from './apply-band-comment';
import { ApplyBandPost } from './apply-band-post';
import { AwaitedPost } from './awaited-post';
import { BandEvents } from './band.events';

@Module({
  imports: [PostsStoreModule, CommentsModule],
  providers: [BandEvents, ApplyBandPost, ApplyBandComment, AwaitedPost],
})
export class BandModule {}
