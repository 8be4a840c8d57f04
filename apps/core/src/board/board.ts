import type { Lineup } from './matchmaking';

/** Somebody at the meeting: a member, or a member's guest. */
export interface BoardPlayer {
  /** The member's or the guest's id. */
  id: string;
  /** The member; for a guest the one who brought them. */
  member_id: string;
  is_guest: boolean;
  name: string;
  grade: string | null;
  /** Strength as the matchmaker sees it. */
  level: number;
  gender: 'male' | 'female' | null;
  is_present: boolean;
  is_paused: boolean;
  /** Since when they could play; while they play, of no meaning. */
  waiting_since: Date;
  /** Games that count as played: who comes late or returns does not get all the games of those who were there. */
  credit: number;
}

export interface BoardCourt {
  id: string;
  name: string;
}

export interface BoardGame {
  game_id: string;
  court_id: string;
  team1: string[];
  team2: string[];
  started_at: Date;
  /** Null while it is being played. */
  ended_at: Date | null;
}

export interface BoardProposal extends Lineup {
  id: string;
  court_id: string;
  made_at: Date;
}

export interface BoardGroup {
  id: string;
  player_ids: string[];
  made_by: string;
}

/** Who is there, who plays where, and who is next, at one meeting. */
export interface BoardState {
  courts: BoardCourt[];
  players: BoardPlayer[];
  groups: BoardGroup[];
  games: BoardGame[];
  proposals: BoardProposal[];
}

export type PlayerStatus = 'waiting' | 'playing' | 'paused' | 'left';

export const gamesUnderWay = (board: Pick<BoardState, 'games'>): BoardGame[] =>
  board.games.filter((game) => game.ended_at === null);

export const playersOf = (game: Pick<BoardGame, 'team1' | 'team2'>): string[] => [...game.team1, ...game.team2];

/** Ids of those who are on a court now. */
export const playing = (board: Pick<BoardState, 'games'>): Set<string> =>
  new Set(gamesUnderWay(board).flatMap(playersOf));

export function statusOf(player: BoardPlayer, onCourt: ReadonlySet<string>): PlayerStatus {
  if (onCourt.has(player.id)) return 'playing';
  if (!player.is_present) return 'left';
  return player.is_paused ? 'paused' : 'waiting';
}

/** How many games each has begun this evening, by player. */
export function gamesPlayed(board: Pick<BoardState, 'games'>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of board.games.flatMap(playersOf)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Those who could be put onto a court now. */
export function waitingPlayers(board: BoardState): BoardPlayer[] {
  const onCourt = playing(board);
  return board.players.filter((player) => statusOf(player, onCourt) === 'waiting');
}

export const freeCourts = (board: Pick<BoardState, 'courts' | 'games'>): BoardCourt[] => {
  const taken = new Set(gamesUnderWay(board).map(({ court_id }) => court_id));
  return board.courts.filter(({ id }) => !taken.has(id));
};
