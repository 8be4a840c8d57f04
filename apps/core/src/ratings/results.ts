import type { RatingChanged } from '@dongbaejul/contracts';
import { awaitsConsent } from '../games/consent';
import type { GameRow, Player } from '../games/game.schema';
import { readMatch, isProblem, SetScore, Side, SIDES } from '../games/score-rules';
import { pointsOf, PROVISIONAL_GAMES, rateMatch, RatingState, scoreOf, seedOf } from './rating-math';
import type { GameResultRow } from './rating.schema';

export type NewResult = Omit<GameResultRow, '_id'>;

/** What is told of a member's rating after a result. */
export const ratingChanged = ({ member_id, discipline, games, wins, ...state }: NewResult): RatingChanged => ({
  member_id,
  discipline,
  rating: pointsOf(scoreOf(state)),
  provisional: games < PROVISIONAL_GAMES,
  games_played: games,
  games_won: wins,
});

interface PlayedSide {
  players: Player[];
  members: string[];
}

const sideOf = (game: GameRow, side: Side): PlayedSide => {
  const players = (game.teams?.[side] ?? []).flatMap((id) => game.players.find((one) => one.player_id === id) ?? []);
  return { players, members: players.flatMap(({ member_id }) => member_id ?? []) };
};

/** Members in a game's teams. */
export const membersIn = (game: GameRow): Player[] =>
  SIDES.flatMap((side) => sideOf(game, side).players).filter(({ member_id }) => member_id !== null);

/**
 * Nobody is rated by a walkover, nor where a guest played, whose strength nobody knows, nor while somebody who was
 * entered by another member has not agreed to it.
 */
export const isRated = (game: GameRow): boolean =>
  game.result !== 'walkover' &&
  !awaitsConsent(game) &&
  SIDES.every((side) => sideOf(game, side).players.every((one) => one.member_id));

/**
 * What a completed game adds to each member in it.
 * @param states ratings before the game, by member; brought up to date here
 */
export function resultsOf(game: GameRow, states: Map<string, RatingState>): NewResult[] {
  const { winner, teams } = game;
  if (!winner || !teams) return [];
  const sides = { team1: sideOf(game, 'team1'), team2: sideOf(game, 'team2') };
  const before = (side: Side): RatingState[] =>
    sides[side].players.map((player) => states.get(player.player_id) ?? seedOf(player.grade));
  if (isRated(game)) {
    const after = rateMatch({ team1: before('team1'), team2: before('team2') }, winner);
    for (const side of SIDES)
      sides[side].players.forEach((one, i) => states.set(one.player_id, after[side][i] as RatingState));
  }
  return SIDES.flatMap((side) => {
    const other = side === 'team1' ? 'team2' : 'team1';
    return sides[side].players
      .filter(({ member_id, consent }) => member_id !== null && consent !== 'asked')
      .map((player): NewResult => {
        const member_id = player.player_id;
        return {
          game_id: String(game._id),
          player_id: player.player_id,
          member_id,
          discipline: game.game_type,
          seq: game.result_seq as number,
          completed_at: game.completed_at ?? game.updated_at,
          side,
          won: winner === side,
          result: game.result ?? 'normal',
          partners: sides[side].members.filter((id) => id !== member_id),
          opponents: sides[other].members,
          ...tally(game, side, other),
          ...(states.get(member_id) ?? seedOf(player.grade)),
        };
      });
  });
}

function tally(
  game: GameRow,
  side: Side,
  other: Side,
): Pick<NewResult, 'sets_won' | 'sets_lost' | 'points_for' | 'points_against'> {
  const standing = readMatch(game.rule, game.sets);
  const won: SetScore = isProblem(standing) ? { team1: 0, team2: 0 } : standing.sets_won;
  const points = (which: Side): number => game.sets.reduce((sum, set) => sum + set[which], 0);
  return {
    sets_won: won[side],
    sets_lost: won[other],
    points_for: points(side),
    points_against: points(other),
  };
}
