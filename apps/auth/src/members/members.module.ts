import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '../accounts/accounts.module';
import { ActivityEvents } from './activity.events';
import { DirectoryRepository } from './directory.repository';
import { MEMBER_STATS_MODEL, memberStatsSchema } from './member-stats.schema';
import { MemberStatsRepository } from './member-stats.repository';
import { MembersController } from './members.controller';
import { OwnPicture } from './own-picture';
import { MembersService } from './members.service';
import { RatingEvents } from './rating.events';

@Module({
  imports: [AccountsModule, MongooseModule.forFeature([{ name: MEMBER_STATS_MODEL, schema: memberStatsSchema }])],
  controllers: [MembersController],
  providers: [MembersService, DirectoryRepository, MemberStatsRepository, ActivityEvents, OwnPicture, RatingEvents],
  exports: [MemberStatsRepository],
})
export class MembersModule {}
