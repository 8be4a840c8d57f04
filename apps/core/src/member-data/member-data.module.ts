import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Comment, CommentSchema } from '../comments/comment.schema';
import { Post, PostSchema } from '../posts/post.schema';
import { ExportMemberData } from './export-member-data';
import { MemberDataController } from './member-data.controller';
import { MemberDataEvents } from './member-data.events';
import { MemberDataRepository } from './member-data.repository';

/** A member's right to what is theirs: to take it along, to leave, to be one person. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: Post.name, schema: PostSchema },
      { name: Comment.name, schema: CommentSchema },
    ]),
  ],
  controllers: [MemberDataController],
  providers: [ExportMemberData, MemberDataRepository, MemberDataEvents],
})
export class MemberDataModule {}
