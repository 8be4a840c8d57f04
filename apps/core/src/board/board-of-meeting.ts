import { Outbox } from '@dongbaejul/messaging';
import { afterCommit } from '@dongbaejul/persistence';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { Clock } from '../common/clock';
import { BoardState, gamesUnderWay } from './board';
import type { Board } from './board.schema';
import { BoardErrors } from './boards.errors';
import { BoardsRepository } from './boards.repository';
import { boardView } from './present-board';
import { propose } from './proposals';

const changes = metrics.counter({ name: 'board_changes_total', help: 'Changes of court boards that were told' });

export type BoardChange = (board: Board, now: Date) => BoardState;

/** The one way to change a board: with the change, what follows from it for free courts, and the event. */
@Injectable()
export class BoardOfMeeting {
  constructor(
    private readonly boards: BoardsRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Boards of new meetings: nobody is there yet. */
  async create(session: ClientSession, meetings: readonly Pick<Board, '_id' | 'courts'>[]): Promise<void> {
    const empty = { players: [], groups: [], games: [], proposals: [], version: 1, updated_at: this.clock.now() };
    await this.boards.insertMany(
      session,
      meetings.map(({ _id, courts }) => ({ _id, courts, ...empty })),
    );
  }

  /**
   * @param isOver whether the meeting is: nobody is proposed for its courts any more
   * @returns the board afterwards; null where the meeting has none
   */
  async change(
    session: ClientSession,
    meetingId: string,
    change: BoardChange,
    { isOver = false } = {},
  ): Promise<Board | null> {
    const board = await this.boards.find(meetingId, session);
    if (!board) return null;
    const now = this.clock.now();
    const changed = change(board, now);
    if (changed === board) return board;
    const newId = (): string => new Types.ObjectId().toHexString();
    const proposed = isOver ? { ...changed, proposals: [] } : propose(changed, now, newId);
    const after = { ...board, ...proposed, version: board.version + 1, updated_at: now };
    await this.boards.save(session, after);
    await this.outbox.add(session, 'core.board.changed', {
      aggregateId: meetingId,
      version: after.version,
      payload: { board: boardView(after) },
    });
    afterCommit(session, () => changes.inc());
    return after;
  }

  /** @throws BOARD_COURT_BUSY where a game is being played on a court that would be gone */
  async setCourts(session: ClientSession, meetingId: string, courts: Board['courts']): Promise<void> {
    await this.change(session, meetingId, (board) => {
      const gone = board.courts.filter(({ id }) => !courts.some((court) => court.id === id));
      const busy = gamesUnderWay(board).some(({ court_id }) => gone.some(({ id }) => id === court_id));
      if (busy) throw BoardErrors.BOARD_COURT_BUSY();
      return { ...board, courts };
    });
  }
}
