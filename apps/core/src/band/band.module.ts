import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments/comments.module';
import { GamesStoreModule } from '../games/games-store.module';
import { PostsStoreModule } from '../posts/posts-store.module';
import { ApplyBandComment } from './apply-band-comment';
import { ApplyBandPost } from './apply-band-post';
import { AwaitedPost } from './awaited-post';
import { MakeBandDraft } from './band-draft';
import { BandDraftAsksController } from './band-draft.asks.controller';
import { BandEvents } from './band.events';

@Module({
  imports: [PostsStoreModule, CommentsModule, GamesStoreModule],
  controllers: [BandDraftAsksController],
  providers: [BandEvents, ApplyBandPost, ApplyBandComment, AwaitedPost, MakeBandDraft],
})
export class BandModule {}
