import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ClockModule } from '../common/clock.module';
import { BoardOfMeeting } from './board-of-meeting';
import { Board, BoardSchema } from './board.schema';
import { BoardsRepository } from './boards.repository';

/** The storage of boards, which meetings make and games change too. */
@Module({
  imports: [ClockModule, MongooseModule.forFeature([{ name: Board.name, schema: BoardSchema }])],
  providers: [BoardsRepository, BoardOfMeeting],
  exports: [BoardsRepository, BoardOfMeeting, ClockModule],
})
export class BoardsStoreModule {}
