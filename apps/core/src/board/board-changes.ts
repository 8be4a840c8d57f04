import { BoardGame, BoardPlayer, BoardState, gamesPlayed, playersOf } from './board';

/** Changes of the board, each a new state; who may make them is decided elsewhere. */

export type Arrival = Omit<BoardPlayer, 'is_present' | 'is_paused' | 'waiting_since' | 'credit'>;

/** They are there and wait from now. Who is there already stays as they are. */
export function arrive(board: BoardState, arrivals: readonly Arrival[], now: Date): BoardState {
  return arrivals.reduce((state, arrival) => {
    const known = state.players.find(({ id }) => id === arrival.id);
    if (known?.is_present) return state;
    const player = { ...arrival, is_present: true, is_paused: false, waiting_since: now, credit: known?.credit ?? 0 };
    const others = state.players.filter(({ id }) => id !== arrival.id);
    return { ...state, players: [...others, caughtUp({ ...state, players: others }, player)] };
  }, board);
}

/** They have gone home; fixed groups that they were in are dissolved. */
export function leave(board: BoardState, ids: readonly string[]): BoardState {
  return {
    ...board,
    players: board.players.map((player) => (ids.includes(player.id) ? { ...player, is_present: false } : player)),
    groups: board.groups.filter(({ player_ids }) => !player_ids.some((id) => ids.includes(id))),
  };
}

/** Who pauses is not proposed; who returns waits from now. */
export function pause(board: BoardState, id: string, isPaused: boolean, now: Date): BoardState {
  const player = board.players.find((one) => one.id === id);
  if (!player || player.is_paused === isPaused) return board;
  const changed = { ...player, is_paused: isPaused, waiting_since: now };
  const others = board.players.filter((one) => one.id !== id);
  return {
    ...board,
    players: [...others, isPaused ? changed : caughtUp({ ...board, players: others }, changed)],
  };
}

export function group(board: BoardState, id: string, playerIds: readonly string[], madeBy: string): BoardState {
  return { ...board, groups: [...board.groups, { id, player_ids: [...playerIds], made_by: madeBy }] };
}

export function ungroup(board: BoardState, id: string): BoardState {
  return { ...board, groups: board.groups.filter((one) => one.id !== id) };
}

/** A game begins on a court: the proposal for it, and others with its players, are gone. The same again is nothing. */
export function start(board: BoardState, game: Omit<BoardGame, 'ended_at'>): BoardState {
  if (board.games.some(({ game_id }) => game_id === game.game_id)) return board;
  return { ...board, games: [...board.games, { ...game, ended_at: null }] };
}

/**
 * A game is over: its players wait again from now.
 * @param counts false for a game that was called off: it was no game then
 */
export function end(board: BoardState, gameId: string, now: Date, counts: boolean): BoardState {
  const game = board.games.find(({ game_id, ended_at }) => game_id === gameId && ended_at === null);
  if (!game) return board;
  const players = playersOf(game);
  const others = board.games.filter((one) => one !== game);
  return {
    ...board,
    games: counts ? [...others, { ...game, ended_at: now }] : others,
    players: board.players.map((player) => (players.includes(player.id) ? { ...player, waiting_since: now } : player)),
  };
}

/** Counts as having played at least what the least player of the others has: coming late is no claim to ten games in a row. */
function caughtUp(others: BoardState, player: BoardPlayer): BoardPlayer {
  const played = gamesPlayed(others);
  const active = others.players.filter(({ is_present, is_paused }) => is_present && !is_paused);
  const counts = active.map(({ id, credit }) => credit + (played.get(id) ?? 0));
  const least = counts.length > 0 ? Math.min(...counts) : 0;
  return { ...player, credit: Math.max(player.credit, least - (played.get(player.id) ?? 0)) };
}
