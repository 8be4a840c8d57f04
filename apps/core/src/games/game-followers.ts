import type { GameChange } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { GameRow } from './game.schema';

/** @param game as it is right after the change */
export type GameFollower = (session: ClientSession, game: GameRow, change: GameChange) => Promise<void>;

/** Features that have to change together with a game, in its transaction: the court board of a meeting. */
@Injectable()
export class GameFollowers {
  private readonly followers: GameFollower[] = [];

  /** At the start of the process. Points of a score, which need no transaction, are not followed (LiveChanges). */
  add(follower: GameFollower): void {
    this.followers.push(follower);
  }

  async follow(session: ClientSession, game: GameRow, change: GameChange): Promise<void> {
    for (const follower of this.followers) await follower(session, game, change);
  }
}
