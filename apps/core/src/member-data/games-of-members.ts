import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ActivityRecorder } from '../common/activity.recorder';
import type { Actor } from '../games/access-rules';
import { GameChanges } from '../games/game-changes';
import type { GameRow, GameType } from '../games/game.schema';
import { GamesRepository } from '../games/games.repository';
import { countedTwice, decideHandOver, HandOver, handedOver } from '../games/hand-over-rules';
import { nothing } from '../games/decision';
import { decideHostGone } from '../games/host-rules';
import { decideLeave } from '../games/join-rules';
import { standingOf } from '../games/roster';
import { MembersRepository } from '../members/members.repository';
import { RatingChain } from '../ratings/rating-chain';
import type { Keeper } from './keeper';

/** For whom it is done; the account itself has no roles any more. */
const onBehalfOf = (userId: string): Actor => ({ userId, username: '', roles: [] });

const isLive = ({ status }: GameRow): boolean => status === 'scheduled' || status === 'ongoing';

/** Games that a member hosts, plays, waits for or has left, and the ratings that follow from them. */
@Injectable()
export class GamesOfMembers implements Keeper {
  constructor(
    private readonly games: GamesRepository,
    private readonly changes: GameChanges,
    private readonly chain: RatingChain,
    private readonly members: MembersRepository,
    private readonly activity: ActivityRecorder,
  ) {}

  /**
   * Who has left comes to no game: the first who wait move up, and another player is host. What was played stays,
   * without the name.
   */
  async forget(session: ClientSession, memberId: string): Promise<void> {
    const who = onBehalfOf(memberId);
    for (const game of (await this.games.allOf(session, memberId)).filter(isLive)) {
      const id = String(game._id);
      if (game.status === 'scheduled' && standingOf(game, memberId)) {
        await this.changes.within(session, id, who, (row) => decideLeave(row, who, memberId, new Date()));
      }
      if (game.host_id === memberId) await this.replaceHost(session, id, who);
    }
    await this.games.forgetName(session, memberId);
  }

  /** Comes to none of the games that have not begun, as one who leaves them; is the host of their own still. */
  async takeOut(memberId: string): Promise<void> {
    const who = onBehalfOf(memberId);
    for (const id of await this.games.scheduledOf(memberId)) {
      await this.changes.run(id, who, (row) =>
        row.status === 'scheduled' && standingOf(row, memberId)
          ? decideLeave(row, who, memberId, new Date())
          : nothing(undefined),
      );
    }
  }

  private async replaceHost(session: ClientSession, id: string, who: Actor): Promise<void> {
    await this.changes.within(session, id, who, async (row) => {
      const ids = row.players.flatMap(({ member_id }) => member_id ?? []);
      const known = await this.members.findByIds(ids, session);
      // One whose event is still on its way is a member all the same.
      return decideHostGone(row, who.userId, (one) => (known.get(one)?.status ?? 'active') === 'active');
    });
  }

  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    const hand = { from, into };
    const all = await this.games.allOf(session, from);
    for (const game of all.filter(isLive)) {
      const isBusy = game.status === 'ongoing' && (await this.games.playing([into], session)).has(into);
      const id = String(game._id);
      await this.changes.within(session, id, onBehalfOf(into), (row) => decideHandOver(row, hand, isBusy));
    }
    await this.rewrite(
      session,
      hand,
      all.filter((game) => !isLive(game)),
    );
  }

  /** Games that are over, and what follows from them. */
  private async rewrite(session: ClientSession, hand: HandOver, games: readonly GameRow[]): Promise<void> {
    const changed = games
      .map((before) => ({ before, set: handedOver(before, hand) }))
      .filter(({ set }) => Object.keys(set).length > 0)
      .map(({ before, set }) => ({ before, after: { ...before, ...set } }));
    await this.games.rewrite(session, changed);
    for (const { before } of changed) {
      await this.activity.record(session, before.event_version, countedTwice(before, hand));
    }
    await this.chain.handOver(session, hand.from, firstResults(changed.map(({ after }) => after)));
  }
}

function firstResults(games: readonly GameRow[]): Map<GameType, number> {
  const first = new Map<GameType, number>();
  for (const { game_type, result_seq } of games) {
    if (result_seq === undefined) continue;
    first.set(game_type, Math.min(result_seq, first.get(game_type) ?? result_seq));
  }
  return first;
}
