import type { GameState } from '@dongbaejul/contracts';
import { isRefusal, Outcome, Request } from '../common/together';
import type { Actor } from './access-rules';
import type { Happened } from './consequences';
import type { Decision } from './decision';
import type { GameRow } from './game.schema';
import type { StateOf } from './game-presenter';

/** @param who as they stand to this game: whether its meeting is theirs is known by now */
export type Decide<T> = (game: GameRow, who: Actor) => Decision<T> | Promise<Decision<T>>;

export interface Changed<T> {
  /** The game right after the change, as it is shown. */
  state: GameState;
  value: T;
}

export interface Wanted {
  who: Actor;
  decide: Decide<unknown>;
  /** Reads something besides, or may run into a busy court. */
  alone: boolean;
  /** As a rule nothing follows from it but its event. */
  live: boolean;
}

type Decided = Outcome<{ game: GameRow; value: unknown }>;

export interface DecidedGroup {
  /** After all of them. */
  game: GameRow;
  /** One for each that was wanted. */
  outcomes: Decided[];
  /** Those that change something. */
  happened: Happened[];
}

/** What becomes of a game by several changes, one after the other; a refused one fails alone. */
export async function decideGroup(
  before: GameRow,
  group: readonly Request<Wanted>[],
  actorOf: (who: Actor) => Actor,
): Promise<DecidedGroup> {
  const outcomes: Decided[] = [];
  const happened: Happened[] = [];
  let game = before;
  for (const { input, traceId } of group) {
    const { who, decide, alone } = input;
    try {
      const decision = await decide(game, actorOf(who));
      if (decision.set) {
        game = { ...game, ...decision.set, event_version: game.event_version + 1, updated_at: new Date() };
        happened.push({ game, decision, who, traceId });
      }
      outcomes.push({ value: { game, value: decision.value } });
    } catch (error) {
      // A transaction to itself has to see its own errors.
      if (alone || !isRefusal(error)) throw error;
      outcomes.push({ error });
    }
  }
  return { game, outcomes, happened };
}

export const isRefused = (outcome: Outcome<unknown>): outcome is { error: unknown } => 'error' in outcome;

/** To each the game as it was right after their own change. */
export const shown = (outcomes: readonly Decided[], stateOf: StateOf): Outcome<Changed<unknown>>[] =>
  outcomes.map((one) => (isRefused(one) ? one : { value: { state: stateOf(one.value.game), value: one.value.value } }));
