import { BoardState, waitingPlayers } from './board';

/** As many as a court takes. */
const FOUR = 4;

/**
 * How long a court has stood free while four could have played on it, in seconds: since the game before it ended, or
 * since the fourth of those who wait now began to wait, whichever was later.
 * @returns null where fewer than four wait: nobody was kept from playing
 */
export function courtIdle(board: BoardState, courtId: string, now: Date): number | null {
  const waiting = waitingPlayers(board).map(({ waiting_since }) => waiting_since.getTime());
  const fourth = waiting.sort((a, b) => a - b)[FOUR - 1];
  if (fourth === undefined) return null;
  const ended = board.games
    .filter(({ court_id }) => court_id === courtId)
    .map(({ ended_at }) => ended_at?.getTime() ?? 0);
  return Math.max(0, now.getTime() - Math.max(fourth, ...ended)) / 1_000;
}
