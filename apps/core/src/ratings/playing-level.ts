import { GRADES } from '@dongbaejul/contracts';
import type { GameType } from '../games/game.schema';
import { PROVISIONAL_GAMES, seedOf } from './rating-math';

/** Of whom nobody knows the grade: the middle of the table. */
const UNKNOWN_LEVEL = 2;

/** The level of a grade, in steps of the club's grade table. */
export const levelOf = (grade: string | null): number => {
  const level = (GRADES as readonly string[]).indexOf(grade ?? '');
  return level < 0 ? UNKNOWN_LEVEL : level;
};

/** How strong somebody turned out to be in a discipline, and in how many games. */
export interface Played {
  discipline: GameType;
  mu: number;
  games: number;
}

const LOWEST = seedOf(GRADES[0]).mu;
const STEP = seedOf(GRADES[1]).mu - LOWEST;

/**
 * Strength for doubles, in steps of the grade table, where ratings say more the more games they rest on: after the
 * games that make a rating firm, it weighs as much as the grade. Singles say nothing of it.
 */
export function playingLevel(grade: string | null, played: readonly Played[]): number {
  const doubles = played.filter(({ discipline, games }) => discipline !== 'singles' && games > 0);
  const games = doubles.reduce((sum, one) => sum + one.games, 0);
  const shown = doubles.reduce((sum, one) => sum + one.games * ((one.mu - LOWEST) / STEP), 0);
  const said = levelOf(grade) * PROVISIONAL_GAMES;
  const level = (said + shown) / (PROVISIONAL_GAMES + games);
  return Math.round(Math.min(GRADES.length, Math.max(-1, level)) * 100) / 100;
}
