import type { Identity } from '@dongbaejul/identity';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Busy } from '../games/busy';
import { CreateGame } from '../games/create-game';
import type { Meeting } from '../meetings/meeting.schema';
import { MeetingErrors } from '../meetings/meetings.errors';
import { MeetingsRepository } from '../meetings/meetings.repository';
import { freeCourts, waitingPlayers } from './board';
import { assertOpen, runs } from './board-access';
import type { Board } from './board.schema';
import { BoardErrors } from './boards.errors';
import { BoardsRepository } from './boards.repository';
import { courtGame, CourtLineup } from './court-game';
import type { StartOnCourtDto } from './dto/board-requests.dto';

/** Puts players onto a court: the game is made and begun, and the board changed, in one transaction. */
@Injectable()
export class StartGame {
  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly boards: BoardsRepository,
    private readonly createGame: CreateGame,
    private readonly clock: Clock,
    private readonly busy: Busy,
  ) {}

  /**
   * @returns plain ids, so that a retried request can get them again
   * @throws PROPOSAL_GONE where somebody was faster; COURT_BUSY, PLAYER_BUSY for a game elsewhere
   */
  async run(meetingId: string, who: Identity, wanted: StartOnCourtDto): Promise<{ game_id: string; court_id: string }> {
    try {
      return await this.transactions.run(
        async (session) => {
          const meeting = await this.meetings.find(meetingId, session);
          const board = await this.boards.find(meetingId, session);
          if (!meeting || !board) throw MeetingErrors.MEETING_NOT_FOUND();
          const now = this.clock.now();
          assertOpen(meeting, now);
          const lineup = wanted.proposal_id
            ? proposed(meeting, board, who, wanted.proposal_id)
            : ownMaking(meeting, board, who, wanted);
          const game = await this.createGame.onCourt(session, who, courtGame(meeting, board, lineup, now));
          return { game_id: String(game._id), court_id: lineup.court_id };
        },
        { aggregate: `board:${meetingId}` },
      );
    } catch (error) {
      throw isDuplicateKey(error) ? await this.busy.explain(error) : error;
    }
  }
}

/** @throws PROPOSAL_GONE, BOARD_PLAYER_NOT_YOURS unless it is the person's own game, or the person runs the meeting */
function proposed(meeting: Meeting, board: Board, who: Identity, id: string): CourtLineup {
  const proposal = board.proposals.find((one) => one.id === id);
  if (!proposal) throw BoardErrors.PROPOSAL_GONE();
  const ids = [...proposal.team1, ...proposal.team2];
  const isTheirs = board.players.some((player) => ids.includes(player.id) && player.member_id === who.userId);
  if (!isTheirs && !runs(meeting, who)) throw BoardErrors.BOARD_PLAYER_NOT_YOURS();
  return proposal;
}

/** @throws BOARD_PLAYER_NOT_YOURS, INVALID_INPUT, BOARD_COURT_NOT_FOUND, BOARD_COURT_BUSY, BOARD_PLAYER_… */
function ownMaking(meeting: Meeting, board: Board, who: Identity, wanted: StartOnCourtDto): CourtLineup {
  const { court_id, team1 = [], team2 = [] } = wanted;
  if (!court_id) {
    throw invalidField(
      'proposal_id',
      'proposal_id나 court_id가 필요합니다.',
      'is needed, or court_id, team1 and team2',
    );
  }
  if (!runs(meeting, who)) throw MeetingErrors.MEETING_NOT_YOURS();
  const ids = [...team1, ...team2];
  if (team1.length === 0 || team1.length !== team2.length || new Set(ids).size !== ids.length) {
    throw invalidField('team1', '두 팀은 같은 인원의 서로 다른 선수여야 합니다.', 'teams must be distinct and equal');
  }
  if (!board.courts.some(({ id }) => id === court_id)) throw BoardErrors.BOARD_COURT_NOT_FOUND();
  if (!freeCourts(board).some(({ id }) => id === court_id)) throw BoardErrors.BOARD_COURT_BUSY();
  const known = new Set(board.players.filter(({ is_present }) => is_present).map(({ id }) => id));
  if (!ids.every((id) => known.has(id))) throw BoardErrors.BOARD_PLAYER_NOT_FOUND();
  const waiting = new Set(waitingPlayers(board).map(({ id }) => id));
  if (!ids.every((id) => waiting.has(id))) throw BoardErrors.BOARD_PLAYER_BUSY();
  return { court_id, team1, team2 };
}
