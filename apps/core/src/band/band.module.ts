import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments/comments.module';
import { GamesStoreModule } from '../games/games-store.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { PostsStoreModule } from '../posts/posts-store.module';
import { ApplyBandComment } from './apply-band-comment';
import { ApplyBandPost } from './apply-band-post';
import { AwaitedPost } from './awaited-post';
import { MakeBandDraft } from './band-draft';
import { BandDraftAsksController } from './band-draft.asks.controller';
import { BandEvents } from './band.events';
import { TellOfBand } from './tell-of-band';

@Module({
  imports: [PostsStoreModule, CommentsModule, GamesStoreModule, NotificationsModule],
  controllers: [BandDraftAsksController],
  providers: [BandEvents, ApplyBandPost, ApplyBandComment, AwaitedPost, TellOfBand, MakeBandDraft],
})
export class BandModule {}
