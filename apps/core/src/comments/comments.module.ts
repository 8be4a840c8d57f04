import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { NotificationsModule } from '../notifications/notifications.module';
import { MutesModule } from '../mutes/mutes.module';
import { MembersModule } from '../members/members.module';
import { PostsStoreModule } from '../posts/posts-store.module';
import { CommentThread } from './comment-thread';
import { Comment, CommentSchema } from './comment.schema';
import { CommentsController } from './comments.controller';
import { CommentsRepository } from './comments.repository';
import { CommentsService } from './comments.service';
import { CreateComment } from './create-comment';
import { DeleteComment } from './delete-comment';
import { EditComment } from './edit-comment';
import { HideComment } from './hide-comment';
import { TellOfComment } from './tell-of-comment';
import { VisiblePost } from './visible-post';

@Module({
  imports: [
    MongooseModule.forFeature([{ name: Comment.name, schema: CommentSchema }]),
    MembersModule,
    MutesModule,
    NotificationsModule,
    PostsStoreModule,
  ],
  controllers: [CommentsController],
  providers: [
    CommentsRepository,
    CommentsService,
    CommentThread,
    VisiblePost,
    TellOfComment,
    CreateComment,
    EditComment,
    DeleteComment,
    HideComment,
  ],
  exports: [HideComment, CommentsService, CommentsRepository, CommentThread, TellOfComment],
})
export class CommentsModule {}
