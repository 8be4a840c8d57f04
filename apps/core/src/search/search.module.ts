import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Comment, CommentSchema } from '../comments/comment.schema';
import { PostsStoreModule } from '../posts/posts-store.module';
import { Post, PostSchema } from '../posts/post.schema';
import { CommentSearchRepository } from './comment-search.repository';
import { FindPosts } from './find-posts';
import { PostSearchRepository } from './post-search.repository';
import { SearchPosts } from './search-posts';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: Post.name, schema: PostSchema },
      { name: Comment.name, schema: CommentSchema },
    ]),
    PostsStoreModule,
  ],
  providers: [PostSearchRepository, CommentSearchRepository, FindPosts, SearchPosts],
  exports: [SearchPosts],
})
export class SearchModule {}
