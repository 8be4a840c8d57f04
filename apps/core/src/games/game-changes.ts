import { AsyncResource } from 'node:async_hooks';
import { CommonErrors } from '@dongbaejul/contracts';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { currentTraceId, metrics, requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Actor } from './access-rules';
import { takenError } from './busy';
import type { Decision } from './decision';
import type { GameRow } from './game.schema';
import { GameErrors } from './games.errors';
import { GamesRepository } from './games.repository';
import { Consequences, Happened } from './consequences';

export type Decide<T> = (game: GameRow, session: ClientSession) => Decision<T> | Promise<Decision<T>>;

export interface Changed<T> {
  game: GameRow;
  value: T;
}

interface Asked {
  who: Actor;
  decide: Decide<unknown>;
  /** Needs the session, or may run into a busy court: gets a transaction to itself, in the context of its caller. */
  alone: boolean;
  traceId: string;
}

interface Pending extends Asked {
  deadline: number;
  scope: AsyncResource;
  resolve: (changed: Changed<unknown>) => void;
  reject: (error: unknown) => void;
}

/** Changes that share a transaction. */
const MOST_TOGETHER = 50;

const changes = metrics.counter({
  name: 'game_changes_total',
  help: 'Changes of games that were committed, by what happened',
  labelNames: ['change'],
});
const groups = metrics.counter({
  name: 'game_change_groups_total',
  help: 'Transactions that those changes took: many at once on one game share one',
});

/**
 * The only way to change a game. Changes of one game wait for each other in this process, and those that wait go into
 * one transaction: a thousand members who rush for ten places take some twenty commits, and each is answered in time.
 * A change that breaks a rule fails alone. Between processes the database decides: one of two transactions tries again.
 */
@Injectable()
export class GameChanges {
  private readonly waiting = new Map<string, Pending[]>();
  /** Groups belong to no request: neither its deadline nor its idempotency key may rule over others' changes. */
  private readonly apart = new AsyncResource('GameChanges');

  constructor(
    private readonly transactions: Transactions,
    private readonly games: GamesRepository,
    private readonly consequences: Consequences,
  ) {}

  /**
   * @param decide pure but for what it reads by the session (then `alone`); may run several times
   * @returns the game after the change and what the rule answered
   * @throws GAME_NOT_FOUND, COURT_BUSY, PLAYER_BUSY, SERVICE_TIMEOUT, or what the rule throws
   */
  run<T>(id: string, who: Actor, decide: Decide<T>, { alone = false } = {}): Promise<Changed<T>> {
    return new Promise<Changed<T>>((resolve, reject) => {
      const queue = this.waiting.get(id);
      const pending: Pending = {
        who,
        decide,
        alone,
        traceId: currentTraceId(),
        deadline: requestContext()?.deadline ?? Number.POSITIVE_INFINITY,
        scope: new AsyncResource('GameChange'),
        resolve: resolve as Pending['resolve'],
        reject,
      };
      if (queue) queue.push(pending);
      else {
        this.waiting.set(id, [pending]);
        this.apart.runInAsyncScope(() => void this.work(id));
      }
    });
  }

  /**
   * One change as part of something larger: in a transaction of the caller's, past the queue.
   * @throws GAME_NOT_FOUND, or what the rule throws
   */
  async within(session: ClientSession, id: string, who: Actor, decide: Decide<unknown>): Promise<void> {
    await this.apply(session, id, [{ who, decide, alone: true, traceId: currentTraceId() }]);
  }

  private async work(id: string): Promise<void> {
    // Those who come in the same moment come together.
    await new Promise((resolve) => setImmediate(resolve));
    const queue = this.waiting.get(id) ?? [];
    while (queue.length > 0) {
      const group = takeGroup(queue);
      const scope = group[0]?.alone ? group[0].scope : this.apart;
      await scope.runInAsyncScope(() => this.settle(id, group));
    }
    this.waiting.delete(id);
  }

  private async settle(id: string, group: Pending[]): Promise<void> {
    const live = group.filter(({ deadline, reject }) => {
      if (Date.now() < deadline) return true;
      reject(CommonErrors.SERVICE_TIMEOUT());
      return false;
    });
    if (live.length === 0) return;
    try {
      const outcomes = await this.transactions.run((session) => this.apply(session, id, live));
      groups.inc();
      outcomes.forEach((outcome, i) => {
        if ('error' in outcome) live[i]?.reject(outcome.error);
        else live[i]?.resolve(outcome.changed);
        if ('change' in outcome && outcome.change) changes.inc({ change: outcome.change });
      });
    } catch (error) {
      const told = isDuplicateKey(error) ? takenError(error) : error;
      for (const { reject } of live) reject(told);
    }
  }

  private async apply(session: ClientSession, id: string, group: readonly Asked[]): Promise<Outcome[]> {
    const before = await this.games.find(id, session);
    if (!before) throw GameErrors.GAME_NOT_FOUND();
    const outcomes: Outcome[] = [];
    const happened: Happened[] = [];
    let game = before;
    for (const { who, decide, alone, traceId } of group) {
      try {
        const decision = await decide(game, session);
        if (decision.set) {
          game = { ...game, ...decision.set, event_version: game.event_version + 1, updated_at: new Date() };
          happened.push({ game, decision, who, traceId });
        }
        outcomes.push({ changed: { game, value: decision.value }, change: decision.set && decision.change });
      } catch (error) {
        // What went wrong with the database concerns all; a transaction to itself has to see its own errors.
        if (alone || !isRefusal(error)) throw error;
        outcomes.push({ error });
      }
    }
    if (game !== before) {
      game = await this.consequences.prepare(session, game, happened);
      await this.games.save(session, before, game);
      await this.consequences.follow(session, happened);
    }
    return outcomes;
  }
}

type Outcome = { changed: Changed<unknown>; change?: string } | { error: unknown };

const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'AppError';

function takeGroup(queue: Pending[]): Pending[] {
  if (queue[0]?.alone) return queue.splice(0, 1);
  const end = queue.findIndex(({ alone }) => alone);
  return queue.splice(0, Math.min(MOST_TOGETHER, end === -1 ? queue.length : end));
}
