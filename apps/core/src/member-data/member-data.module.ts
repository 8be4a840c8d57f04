import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { BoardsStoreModule } from '../board/boards-store.module';
import { Comment, CommentSchema } from '../comments/comment.schema';
import { GamesModule } from '../games/games.module';
import { MeetingsStoreModule } from '../meetings/meetings-store.module';
import { MembersModule } from '../members/members.module';
import { MeetingsModule } from '../meetings/meetings.module';
import { Mute, MuteSchema } from '../mutes/mute.schema';
import { MutesModule } from '../mutes/mutes.module';
import { PostRead, PostReadSchema } from '../posts/post-read.schema';
import { PostRevision, PostRevisionSchema } from '../posts/post-revision.schema';
import { Post, PostSchema } from '../posts/post.schema';
import { PostsStoreModule } from '../posts/posts-store.module';
import { UploadsModule } from '../uploads/uploads.module';
import { ReportsModule } from '../reports/reports.module';
import { ContentOfMembers } from './content-of-members.repository';
import { ExportMemberData } from './export-member-data';
import { FilesOfMembers } from './files-of-members.repository';
import { GamesOfMembers } from './games-of-members';
import { Keeper, KEEPERS } from './keeper';
import { LateLeaving, LateLeavingSchema } from './late-leaving.schema';
import { LateLeavingsJob } from './late-leavings.job';
import { LateLeavingsRepository } from './late-leavings.repository';
import { Leavings } from './leavings';
import { MeetingsOfMembers } from './meetings-of-members';
import { MemberDataController } from './member-data.controller';
import { MemberDataEvents } from './member-data.events';
import { MutesOfMembers } from './mutes-of-members.repository';
import { NotificationsOfMembers } from './notifications-of-members.repository';
import { ReadsOfMembers } from './reads-of-members.repository';
import { ReportsOfMembers } from './reports-of-members';
import { SweepLateLeavings } from './sweep-late-leavings';

/** A feature that keeps something of members adds its part. Reads follow posts: they ask who wrote what. */
const PARTS = [
  ContentOfMembers,
  ReadsOfMembers,
  GamesOfMembers,
  MutesOfMembers,
  FilesOfMembers,
  NotificationsOfMembers,
  ReportsOfMembers,
];

/** A member's right to what is theirs: to take it along, to leave, to be one person. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: Post.name, schema: PostSchema },
      { name: PostRevision.name, schema: PostRevisionSchema },
      { name: PostRead.name, schema: PostReadSchema },
      { name: Comment.name, schema: CommentSchema },
      { name: Mute.name, schema: MuteSchema },
      { name: LateLeaving.name, schema: LateLeavingSchema },
    ]),
    MembersModule,
    MutesModule,
    PostsStoreModule,
    GamesModule,
    MeetingsStoreModule,
    MeetingsModule,
    BoardsStoreModule,
    ReportsModule,
    UploadsModule,
  ],
  controllers: [MemberDataController],
  providers: [
    ExportMemberData,
    ...PARTS,
    { provide: KEEPERS, inject: PARTS, useFactory: (...parts: Keeper[]) => parts },
    MeetingsOfMembers,
    Leavings,
    LateLeavingsRepository,
    SweepLateLeavings,
    LateLeavingsJob,
    MemberDataEvents,
  ],
})
export class MemberDataModule {}
