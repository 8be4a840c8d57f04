import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ActivityRecorder } from '../common/activity.recorder';
import { HidePost } from './hide-post';
import { LikesRepository } from './likes.repository';
import { PostRead, PostReadSchema } from './post-read.schema';
import { PostReadsRepository } from './post-reads.repository';
import { PostRevision, PostRevisionSchema } from './post-revision.schema';
import { Post, PostSchema } from './post.schema';
import { PostListCache } from './post-list-cache';
import { PostsRepository } from './posts.repository';

const repositories = [PostsRepository, LikesRepository, PostReadsRepository, PostListCache];

/** The storage of posts, which comments and what comes from BAND work on too. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: Post.name, schema: PostSchema },
      { name: PostRevision.name, schema: PostRevisionSchema },
      { name: PostRead.name, schema: PostReadSchema },
    ]),
  ],
  providers: [...repositories, ActivityRecorder, HidePost],
  exports: [...repositories, ActivityRecorder, HidePost],
})
export class PostsStoreModule {}
