import { Module } from '@nestjs/common';
import { ActivityRecorder } from '../common/activity.recorder';
import { MembersModule } from '../members/members.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { RatingsModule } from '../ratings/ratings.module';
import { Busy } from './busy';
import { Consequences } from './consequences';
import { CreateGame } from './create-game';
import { GameChanges } from './game-changes';
import { GameCounts } from './game-counts.job';
import { GameFollowers } from './game-followers';
import { GamePresenter } from './game-presenter';
import { GamesAsksController } from './games.asks.controller';
import { GamesController } from './games.controller';
import { GamesOfMeetings } from './games-of-meetings';
import { GamesService } from './games.service';
import { GamesStoreModule } from './games-store.module';
import { JoinGame } from './join-game';
import { LiveChanges } from './live-changes';
import { MeetingLookup } from './meeting-lookup';
import { PlayController } from './play.controller';
import { PlayService } from './play.service';

@Module({
  imports: [GamesStoreModule, MembersModule, NotificationsModule, RatingsModule],
  controllers: [GamesController, PlayController, GamesAsksController],
  providers: [
    ActivityRecorder,
    Busy,
    Consequences,
    CreateGame,
    GameChanges,
    GameCounts,
    GameFollowers,
    GamePresenter,
    GamesOfMeetings,
    GamesService,
    JoinGame,
    LiveChanges,
    MeetingLookup,
    PlayService,
  ],
  // For meetings: games of theirs, games that begin on a court, who plays right now; for members who go: all theirs.
  exports: [
    GamesStoreModule,
    Busy,
    CreateGame,
    GameChanges,
    GameFollowers,
    GamePresenter,
    GamesOfMeetings,
    MeetingLookup,
    PlayService,
    RatingsModule,
  ],
})
export class GamesModule {}
