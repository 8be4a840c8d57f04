import type { GameChange } from '@dongbaejul/contracts';
import { afterCommit } from '@dongbaejul/persistence';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable, OnModuleInit } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { GameFollowers } from '../games/game-followers';
import type { GameRow, Player } from '../games/game.schema';
import { levelOf } from '../ratings/playing-level';
import { genderOf } from './arrivals';
import type { BoardState } from './board';
import { Arrival, arrive, end, start } from './board-changes';
import { BoardOfMeeting } from './board-of-meeting';
import { courtIdle } from './court-idle';

const idle = metrics.histogram({
  name: 'board_court_idle_seconds',
  help: 'How long a court of a meeting stood free while four waited, before each game that began on it',
  buckets: [10, 30, 60, 120, 300, 600, 1_800],
});

/** Only these move somebody on or off a court; a point does not. */
const MOVES: readonly GameChange[] = ['started', 'completed', 'cancelled'];

/** Keeps a meeting's board in step with its games, in the transaction of each game's change: they never differ. */
@Injectable()
export class FollowGames implements OnModuleInit {
  constructor(
    private readonly games: GameFollowers,
    private readonly board: BoardOfMeeting,
  ) {}

  onModuleInit(): void {
    this.games.add((session, game, change) => this.follow(session, game, change));
  }

  private async follow(session: ClientSession, game: GameRow, change: GameChange): Promise<void> {
    if (!game.meeting_id || !MOVES.includes(change)) return;
    await this.board.change(session, game.meeting_id, (board, now) => {
      const isNew = !board.games.some(({ game_id }) => game_id === String(game._id));
      const stood = change === 'started' && isNew ? courtIdle(board, game.court_id ?? '', now) : null;
      if (stood !== null) afterCommit(session, () => idle.observe(stood));
      return moved(board, game, now);
    });
  }
}

function moved(board: BoardState, game: GameRow, now: Date): BoardState {
  const game_id = String(game._id);
  if (game.status !== 'ongoing') return end(board, game_id, now, game.status === 'completed');
  const { team1 = [], team2 = [] } = game.teams ?? {};
  const onCourt = game.players.filter(({ player_id }) => team1.includes(player_id) || team2.includes(player_id));
  const there = arrive(board, onCourt.map(arrivalOf), now);
  const begun = { game_id, court_id: game.court_id ?? '', team1: [...team1], team2: [...team2], started_at: now };
  return start(there, begun);
}

/** Who plays is there, also where nobody checked them in. */
const arrivalOf = ({ player_id, member_id, party, name, grade, gender }: Player): Arrival => ({
  id: player_id,
  member_id: party,
  is_guest: member_id === null,
  name,
  grade,
  level: levelOf(grade),
  gender: genderOf(gender),
});
