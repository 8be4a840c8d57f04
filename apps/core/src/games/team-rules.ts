import type { GameRow, GameType, Player, Teams } from './game.schema';
import { GameErrors } from './games.errors';

/** How many a side: 1 or 2; a free game takes either. */
export const SIDE_SIZES: Readonly<Record<GameType, readonly number[]>> = {
  singles: [1],
  mens_doubles: [2],
  womens_doubles: [2],
  mixed_doubles: [2],
  free: [1, 2],
};

/** The places of each type; the largest is what a game has when nobody says. */
export const PLACES: Readonly<Record<GameType, { least: number; most: number }>> = {
  singles: { least: 2, most: 2 },
  mens_doubles: { least: 4, most: 4 },
  womens_doubles: { least: 4, most: 4 },
  mixed_doubles: { least: 4, most: 4 },
  free: { least: 2, most: 100 },
};

/** @throws GAME_TEAMS_INVALID unless both sides are distinct participants, as many as the type says */
export function assertTeams(game: Pick<GameRow, 'game_type' | 'players'>, { team1, team2 }: Teams): void {
  const ids = [...team1, ...team2];
  const known = new Set(game.players.map(({ player_id }) => player_id));
  const fits = team1.length === team2.length && SIDE_SIZES[game.game_type].includes(team1.length);
  if (!fits || new Set(ids).size !== ids.length || !ids.every((id) => known.has(id))) {
    throw GameErrors.GAME_TEAMS_INVALID({ players_a_side: SIDE_SIZES[game.game_type] });
  }
}

/** How strong a player is taken to be, in points of the rating. */
export type StrengthOf = (player: Player) => number;

/**
 * The fairest teams: of all ways to pair four, the one whose sides are closest; in mixed doubles a man and a woman on
 * each side where that can be done. Of more than four (a free game) the first four play, of three the first two.
 * @throws GAME_TOO_FEW_PLAYERS
 */
export function balancedTeams(game: Pick<GameRow, 'game_type' | 'players'>, strengthOf: StrengthOf): Teams {
  const aSide = sideFor(game);
  const players = game.players.slice(0, 2 * aSide);
  const [a, b, c, d] = players as [Player, Player, Player, Player];
  if (aSide === 1) return teams([a], [b]);
  const ways: [Player[], Player[]][] = [
    [
      [a, b],
      [c, d],
    ],
    [
      [a, c],
      [b, d],
    ],
    [
      [a, d],
      [b, c],
    ],
  ];
  const sum = (side: Player[]): number => side.reduce((total, player) => total + strengthOf(player), 0);
  const gap = ([one, other]: [Player[], Player[]]): number => Math.abs(sum(one) - sum(other));
  const mixed = game.game_type === 'mixed_doubles' ? ways.filter((sides) => sides.every(isMixed)) : [];
  const candidates = mixed.length > 0 ? mixed : ways;
  const [one, other] = candidates.reduce((best, way) => (gap(way) < gap(best) ? way : best));
  return teams(one, other);
}

const isMixed = ([one, other]: Player[]): boolean =>
  one?.gender !== other?.gender && one?.gender != null && other?.gender != null;

const teams = (one: Player[], other: Player[]): Teams => ({
  team1: one.map(({ player_id }) => player_id),
  team2: other.map(({ player_id }) => player_id),
});

function sideFor({ game_type, players }: Pick<GameRow, 'game_type' | 'players'>): number {
  const size = [...SIDE_SIZES[game_type]].reverse().find((aSide) => players.length >= 2 * aSide);
  if (size === undefined) {
    const needed = 2 * Math.min(...SIDE_SIZES[game_type]);
    throw GameErrors.GAME_TOO_FEW_PLAYERS({ needed, joined: players.length });
  }
  return size;
}

/** Players of both sides. */
export function playersIn(game: Pick<GameRow, 'teams' | 'players'>): Player[] {
  const ids = new Set(game.teams ? [...game.teams.team1, ...game.teams.team2] : []);
  return game.players.filter(({ player_id }) => ids.has(player_id));
}
