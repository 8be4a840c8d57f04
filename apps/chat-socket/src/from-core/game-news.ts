import type { GameChange, GameState } from '@dongbaejul/contracts';

/** What a process last told of a game. */
export interface KnownGame {
  version: number;
  status: GameState['status'];
  score: GameState['score'];
}

export interface ToldOfGame {
  /** The score was set. */
  score: boolean;
  /** The game was started, completed or cancelled. */
  status: boolean;
  /** Anything else: who plays, when, where. */
  other: boolean;
}

const STATUS_CHANGES: readonly GameChange[] = ['started', 'completed', 'cancelled'];
const SCORE_CHANGES: readonly GameChange[] = ['score', 'corrected'];

/**
 * What members are told when a game has changed. Changes may come out of order, and the older ones are let go: so what
 * differs from what was told before is told as well.
 */
export function toldOf(game: GameState, change: GameChange, before: KnownGame | undefined): ToldOfGame {
  const status = STATUS_CHANGES.includes(change) || (before !== undefined && before.status !== game.status);
  const scored = before !== undefined && JSON.stringify(before.score) !== JSON.stringify(game.score);
  // A status comes with the whole game.
  const score = SCORE_CHANGES.includes(change) || (scored && !status);
  return { score, status, other: !score && !status };
}
