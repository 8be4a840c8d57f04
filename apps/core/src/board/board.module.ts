import { Module } from '@nestjs/common';
import { MembersModule } from '../members/members.module';
import { MeetingsStoreModule } from '../meetings/meetings-store.module';
import { ArrangePlayers } from './arrange-players';
import { BoardController } from './board.controller';
import { BoardService } from './board.service';
import { BoardsStoreModule } from './boards-store.module';
import { CheckIn } from './check-in';

@Module({
  imports: [BoardsStoreModule, MeetingsStoreModule, MembersModule],
  controllers: [BoardController],
  providers: [BoardService, CheckIn, ArrangePlayers],
})
export class BoardModule {}
