import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Clock } from '../common/clock';
import { BoardOfMeeting } from './board-of-meeting';
import { Board, BoardSchema } from './board.schema';
import { BoardsRepository } from './boards.repository';

/** The storage of boards, which meetings make and games change too. */
@Module({
  imports: [MongooseModule.forFeature([{ name: Board.name, schema: BoardSchema }])],
  providers: [BoardsRepository, BoardOfMeeting, Clock],
  exports: [BoardsRepository, BoardOfMeeting, Clock],
})
export class BoardsStoreModule {}
