import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Actor } from '../games/access-rules';
import { GameChanges } from '../games/game-changes';
import type { GameRow, GameType } from '../games/game.schema';
import { GamesRepository } from '../games/games.repository';
import { decideHandOver, handedOver } from '../games/hand-over-rules';
import { decideLeave } from '../games/join-rules';
import { standingOf } from '../games/roster';
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
  ) {}

  /** Who has left comes to no game: the first who wait move up. What was played stays, without the name. */
  async forget(session: ClientSession, memberId: string): Promise<void> {
    const who = onBehalfOf(memberId);
    for (const game of await this.games.allOf(session, memberId)) {
      if (game.status !== 'scheduled' || !standingOf(game, memberId)) continue;
      await this.changes.within(session, String(game._id), who, (row) => decideLeave(row, who, memberId, new Date()));
    }
    await this.games.forgetName(session, memberId);
  }

  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    const hand = { from, into };
    const all = await this.games.allOf(session, from);
    for (const game of all.filter(isLive)) {
      const isBusy = game.status === 'ongoing' && (await this.games.playing([into], session)).has(into);
      const id = String(game._id);
      await this.changes.within(session, id, onBehalfOf(into), (row) => decideHandOver(row, hand, isBusy));
    }
    const changed = all
      .filter((game) => !isLive(game))
      .map((before) => ({ before, set: handedOver(before, hand) }))
      .filter(({ set }) => Object.keys(set).length > 0)
      .map(({ before, set }) => ({ before, after: { ...before, ...set } }));
    await this.games.rewrite(session, changed);
    await this.chain.handOver(session, from, firstResults(changed.map(({ after }) => after)));
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
