import { Injectable } from '@nestjs/common';
import { MeetingErrors } from '../meetings/meetings.errors';
import { BoardsRepository } from './boards.repository';
import type { BoardAnswer } from './dto/board.dto';
import { boardView } from './present-board';

@Injectable()
export class BoardService {
  constructor(private readonly boards: BoardsRepository) {}

  async of(meetingId: string): Promise<BoardAnswer> {
    const board = await this.boards.find(meetingId);
    if (!board) throw MeetingErrors.MEETING_NOT_FOUND();
    return { board: boardView(board) };
  }
}
