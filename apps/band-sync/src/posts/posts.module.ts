import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { CommentMirror, CommentMirrorSchema, PostMirror, PostMirrorSchema } from './mirror.schema';
import { PostsRepository } from './posts.repository';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: PostMirror.name, schema: PostMirrorSchema },
      { name: CommentMirror.name, schema: CommentMirrorSchema },
    ]),
  ],
  providers: [PostsRepository],
  exports: [PostsRepository],
})
export class PostsModule {}
