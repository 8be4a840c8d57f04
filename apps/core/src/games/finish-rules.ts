import type { ActivityRecorded } from '@dongbaejul/contracts';
import { Actor, assertMayEnd } from './access-rules';
import { attendanceCredits } from './attendance-rules';
import { Decision, nothing } from './decision';
import type { GameResult, GameRow } from './game.schema';
import { GameErrors } from './games.errors';
import { taking } from './join-rules';
import { assertSets } from './play-rules';
import { continues, MatchScore, readMatch, SetScore, Side } from './score-rules';
import { playersIn } from './team-rules';

/** What the host says at the end; what is left out follows from what was recorded. */
export interface Finish {
  sets?: readonly SetScore[];
  winner?: Side;
  mvp?: string | null;
  game_stats?: Record<string, unknown> | null;
  result?: GameResult;
}

type Outcome = Pick<GameRow, 'sets' | 'winner' | 'result' | 'mvp' | 'game_stats'>;

/**
 * The end of a game, checked against its rule and what was recorded.
 * @param recorded sets that the final ones have to continue
 * @throws SCORE_…, WINNER_…, MVP_NOT_A_PARTICIPANT
 */
function outcomeOf(game: GameRow, finish: Finish, recorded: readonly SetScore[]): Outcome {
  const result = finish.result ?? 'normal';
  const sets = finish.sets ?? recorded;
  assertSets(game, sets);
  if (!continues(game.rule, recorded, sets)) throw GameErrors.SCORE_DIFFERS({ recorded });
  const standing = readMatch(game.rule, sets) as MatchScore;
  const mvp = finish.mvp ?? null;
  if (mvp !== null && !game.players.some(({ player_id }) => player_id === mvp))
    throw GameErrors.MVP_NOT_A_PARTICIPANT();
  const winner = winnerOf(standing, result, finish.winner);
  return {
    sets: sets.map(({ team1, team2 }) => ({ team1, team2 })),
    winner,
    result,
    mvp,
    game_stats: finish.game_stats ?? null,
  };
}

function winnerOf({ winner, sets_won }: MatchScore, result: GameResult, said: Side | undefined): Side {
  if (result === 'normal') {
    if (!winner) throw GameErrors.SCORE_UNDECIDED({ sets_won });
    if (said && said !== winner) throw GameErrors.WINNER_DIFFERS({ winner });
    return winner;
  }
  if (!said) throw GameErrors.WINNER_REQUIRED();
  // A match that was played to its end was not given up.
  if (winner && winner !== said) throw GameErrors.WINNER_DIFFERS({ winner });
  return said;
}

/** Games played and won; nobody plays a walkover, and nobody who has not agreed to be in is said to have played. */
export function resultCredits(game: GameRow, delta: 1 | -1): ActivityRecorded[] {
  if (game.result === 'walkover' || !game.winner || !game.teams) return [];
  const winners = new Set(game.teams[game.winner]);
  return playersIn(game).flatMap(({ member_id, player_id, consent }) =>
    member_id === null || consent === 'asked'
      ? []
      : [
          { member_id, kind: 'game_played' as const, delta },
          ...(winners.has(player_id) ? [{ member_id, kind: 'game_won' as const, delta }] : []),
        ],
  );
}

/** Who played was there, unless somebody said otherwise. */
export function withAttendance(game: GameRow): GameRow['players'] {
  if (game.result === 'walkover') return game.players;
  const played = new Set(playersIn(game).map(({ player_id }) => player_id));
  return game.players.map((player) =>
    player.attendance === null && player.consent !== 'asked' && played.has(player.player_id)
      ? { ...player, attendance: 'attended' as const }
      : player,
  );
}

const saysSame = (game: GameRow, outcome: Outcome): boolean =>
  (['sets', 'winner', 'result', 'mvp', 'game_stats'] as const).every(
    (field) => JSON.stringify(game[field]) === JSON.stringify(outcome[field]),
  );

/**
 * Ends a game. Ending it again in the same way changes nothing. A walkover may also end a game that never began.
 * @throws GAME_HOST_ONLY, GAME_NOT_ONGOING, SCORE_…, WINNER_…, MVP_NOT_A_PARTICIPANT
 */
export function decideComplete(game: GameRow, who: Actor, finish: Finish, now: Date): Decision {
  assertMayEnd(game, who);
  if (game.status === 'completed' && saysSame(game, outcomeOf(game, finish, game.sets))) return nothing(undefined);
  const isUnplayed = game.status === 'scheduled' && finish.result === 'walkover' && game.teams !== null;
  if (game.status !== 'ongoing' && !isUnplayed) throw GameErrors.GAME_NOT_ONGOING({ status: game.status });
  const outcome = outcomeOf(game, finish, game.sets);
  const played = { ...game, ...outcome };
  const players = withAttendance(played);
  return {
    set: { ...outcome, players, status: 'completed', busy: undefined, completed_at: now },
    change: 'completed',
    notes: [{ type: 'game.completed', member_ids: taking(game) }],
    credits: [...resultCredits(played, 1), ...attendanceCredits(game.players, players)],
    rated: true,
    value: undefined,
  };
}

/**
 * Staff put right what was recorded wrong. Ratings follow.
 * @throws GAME_NOT_COMPLETED, SCORE_…, WINNER_…, MVP_NOT_A_PARTICIPANT
 */
export function decideCorrect(game: GameRow, finish: Finish, reason: string): Decision {
  if (game.status !== 'completed') throw GameErrors.GAME_NOT_COMPLETED({ status: game.status });
  const wanted: Finish = {
    sets: finish.sets ?? game.sets,
    result: finish.result ?? game.result ?? 'normal',
    mvp: finish.mvp === undefined ? game.mvp : finish.mvp,
    game_stats: finish.game_stats === undefined ? game.game_stats : finish.game_stats,
    ...winnerFor(game, finish),
  };
  const outcome = outcomeOf(game, wanted, []);
  if (saysSame(game, outcome)) return nothing(undefined);
  const before: Outcome = { ...pick(game) };
  return {
    set: { ...outcome, version: game.version + 1 },
    change: 'corrected',
    notes: [{ type: 'game.corrected', member_ids: taking(game), reason }],
    credits: [...resultCredits(game, -1), ...resultCredits({ ...game, ...outcome }, 1)],
    audit: { action: 'game.corrected', reason, before, after: outcome },
    rated: true,
    value: undefined,
  };
}

/** Without a word about the winner the old one stands only where the sets do not say. */
const winnerFor = (game: GameRow, finish: Finish): { winner?: Side } => {
  if (finish.winner) return { winner: finish.winner };
  const result = finish.result ?? game.result;
  return result !== 'normal' && finish.sets === undefined && game.winner ? { winner: game.winner } : {};
};

const pick = ({ sets, winner, result, mvp, game_stats }: GameRow): Outcome => ({
  sets,
  winner,
  result,
  mvp,
  game_stats,
});
