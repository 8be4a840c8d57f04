import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments/comments.module';
import { MutesModule } from '../mutes/mutes.module';
import { MembersModule } from '../members/members.module';
import { UploadsModule } from '../uploads/uploads.module';
import { SearchModule } from '../search/search.module';
import { CreatePost } from './create-post';
import { DeletePost } from './delete-post';
import { EditPost } from './edit-post';
import { ListPosts } from './list-posts';
import { MarkRead } from './mark-read';
import { ReaderMarks } from './reader-marks';
import { NotificationsModule } from '../notifications/notifications.module';
import { LikesEvents } from './likes.events';
import { TellOfPost } from './tell-of-post';
import { PostsStoreModule } from './posts-store.module';
import { PostsController } from './posts.controller';
import { PostsService } from './posts.service';
import { ToggleLike } from './toggle-like';

@Module({
  imports: [
    PostsStoreModule,
    MembersModule,
    MutesModule,
    NotificationsModule,
    CommentsModule,
    SearchModule,
    UploadsModule,
  ],
  controllers: [PostsController],
  providers: [
    PostsService,
    ListPosts,
    CreatePost,
    EditPost,
    DeletePost,
    ToggleLike,
    MarkRead,
    ReaderMarks,
    TellOfPost,
    LikesEvents,
  ],
  exports: [TellOfPost],
})
export class PostsModule {}
