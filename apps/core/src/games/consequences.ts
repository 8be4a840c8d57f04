import type { GameChange, NotificationData } from '@dongbaejul/contracts';
import { type EventInput, Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ActivityRecorder } from '../common/activity.recorder';
import { Notifier } from '../notifications/notifier';
import { RatingChain } from '../ratings/rating-chain';
import type { Actor } from './access-rules';
import type { Decision } from './decision';
import { GameFollowers } from './game-followers';
import type { GameRow } from './game.schema';
import type { StateOf } from './game-presenter';

/** A change as it was decided, and the game right after it. */
export interface Happened {
  game: GameRow;
  decision: Decision<unknown>;
  who: Actor;
  /** Of the request; without it, that of the context. */
  traceId?: string;
}

/** What is told of changes of a game, in their order. */
export function eventsOf(happened: readonly Happened[], stateOf: StateOf): EventInput<'core.game.changed'>[] {
  const told = happened.filter((one, i) => !isOvertaken(one, happened[i + 1]));
  return told.map(({ game, decision, who, traceId }) => ({
    aggregateId: String(game._id),
    version: game.event_version,
    ...(traceId && { traceId }),
    payload: { game: stateOf(game), change: decision.change ?? 'updated', updated_by: who.userId },
  }));
}

/** What follows from changes of a game, in their transaction: results, events, notifications, credits, audit. */
@Injectable()
export class Consequences {
  constructor(
    private readonly outbox: Outbox,
    private readonly notifier: Notifier,
    private readonly activity: ActivityRecorder,
    private readonly chain: RatingChain,
    private readonly followers: GameFollowers,
  ) {}

  /** A result gets its place in the order of results. @returns the game with it */
  async prepare(session: ClientSession, game: GameRow, happened: readonly Happened[]): Promise<GameRow> {
    if (!happened.some(({ decision }) => decision.rated) || !game.teams) return game;
    const seq = await this.chain.enter(session, game.game_type, game.result_seq);
    return { ...game, result_seq: seq };
  }

  /** @param stateOf how the games of what happened are shown */
  async follow(session: ClientSession, happened: readonly Happened[], stateOf: StateOf): Promise<void> {
    await this.tell(session, happened, stateOf);
    for (const { game, decision, who } of happened) {
      await this.notify(session, game, decision, who);
      if (decision.change) await this.followers.follow(session, game, decision.change);
      if (decision.credits) await this.activity.record(session, game.event_version, decision.credits);
      if (decision.audit) await this.audit(session, game, decision.audit, who);
      if (decision.rated) await this.chain.advance(session, game.game_type);
    }
  }

  private async tell(session: ClientSession, happened: readonly Happened[], stateOf: StateOf): Promise<void> {
    await this.outbox.addMany(session, 'core.game.changed', eventsOf(happened, stateOf));
  }

  private async notify(session: ClientSession, game: GameRow, { notes }: Decision<unknown>, who: Actor): Promise<void> {
    for (const { type, member_ids, reason } of notes ?? []) {
      const others = member_ids.filter((id) => id !== who.userId);
      if (others.length === 0) continue;
      const data: NotificationData = {
        game_id: String(game._id),
        title: game.title,
        actor_id: who.userId,
        ...(reason && { reason }),
      };
      const dedupe_key = `game:${String(game._id)}:${type}:${game.event_version}`;
      for (let at = 0; at < others.length; at += 1_000) {
        await this.notifier.notify(session, { member_ids: others.slice(at, at + 1_000), type, data, dedupe_key });
      }
    }
  }

  private async audit(
    session: ClientSession,
    game: GameRow,
    { action, reason, before, after }: NonNullable<Decision['audit']>,
    who: Actor,
  ): Promise<void> {
    const object_id = String(game._id);
    await this.outbox.add(session, 'core.audit.recorded', {
      aggregateId: `game:${object_id}`,
      version: game.event_version,
      payload: {
        actor_id: who.userId,
        actor_roles: [...who.roles],
        client_address: who.clientAddress ?? null,
        action,
        object_type: 'game',
        object_id,
        before: plain(before),
        after: plain(after),
        reason,
      },
    });
  }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

const COMING_AND_GOING: readonly (GameChange | undefined)[] = ['joined', 'left'];

/** Of a rush of joins in one transaction the last event shows them all: it carries the whole game. */
const isOvertaken = (one: Happened, next: Happened | undefined): boolean =>
  next !== undefined && one.decision.change === next.decision.change && COMING_AND_GOING.includes(one.decision.change);
