import { Module } from '@nestjs/common';
import { BoardsStoreModule } from '../board/boards-store.module';
import { GamesModule } from '../games/games.module';
import { MembersModule } from '../members/members.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { AnswerMeeting } from './answer-meeting';
import { CancelMeeting } from './cancel-meeting';
import { CreateMeeting } from './create-meeting';
import { EditMeeting } from './edit-meeting';
import { ExtendSeries } from './extend-series';
import { ExtendSeriesJob } from './extend-series.job';
import { MeetingEvents } from './meeting-events';
import { MeetingsForGames } from './meetings-for-games';
import { MeetingsStoreModule } from './meetings-store.module';
import { MeetingsController } from './meetings.controller';
import { MeetingsService } from './meetings.service';
import { PresentMeeting } from './present-meeting';
import { TellMeeting } from './tell-meeting';

@Module({
  imports: [MeetingsStoreModule, BoardsStoreModule, GamesModule, MembersModule, NotificationsModule],
  controllers: [MeetingsController],
  providers: [
    MeetingsService,
    PresentMeeting,
    TellMeeting,
    CreateMeeting,
    EditMeeting,
    CancelMeeting,
    AnswerMeeting,
    MeetingsForGames,
    MeetingEvents,
    ExtendSeries,
    ExtendSeriesJob,
  ],
  exports: [TellMeeting, MeetingEvents],
})
export class MeetingsModule {}
