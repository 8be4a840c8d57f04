import { Module } from '@nestjs/common';
import { GamesModule } from '../games/games.module';
import { MembersModule } from '../members/members.module';
import { MeetingsStoreModule } from '../meetings/meetings-store.module';
import { ArrangePlayers } from './arrange-players';
import { BoardController } from './board.controller';
import { BoardService } from './board.service';
import { BoardsStoreModule } from './boards-store.module';
import { CheckIn } from './check-in';
import { FollowGames } from './follow-games';
import { StartGame } from './start-game';

@Module({
  imports: [BoardsStoreModule, GamesModule, MeetingsStoreModule, MembersModule],
  controllers: [BoardController],
  providers: [BoardService, CheckIn, ArrangePlayers, StartGame, FollowGames],
})
export class BoardModule {}
