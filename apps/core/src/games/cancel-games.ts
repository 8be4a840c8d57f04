import { Injectable } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';
import type { Actor } from './access-rules';
import { nothing } from './decision';
import { cancellation } from './edit-rules';
import { GameChanges } from './game-changes';
import { GamesRepository } from './games.repository';
import { concerned } from './join-rules';

/** What becomes of games when the meeting that they are under is called off. */
@Injectable()
export class CancelGames {
  constructor(
    private readonly games: GamesRepository,
    private readonly changes: GameChanges,
  ) {}

  /**
   * Cancels the games that have not begun, in the caller's transaction; those under way stay.
   * @param told members who need not be told of it any more; who is told here is added
   */
  async ofMeetings(
    session: ClientSession,
    who: Actor,
    meetings: readonly { _id: Types.ObjectId }[],
    told: Set<string>,
    reason: string,
  ): Promise<void> {
    const ids = meetings.map(({ _id }) => String(_id));
    for (const { _id } of await this.games.scheduledUnder(session, ids)) {
      await this.changes.within(session, String(_id), who, (game) => {
        if (game.status !== 'scheduled') return nothing(undefined);
        const news = concerned(game).filter((id) => !told.has(id));
        for (const id of news) told.add(id);
        return cancellation(game, news, reason);
      });
    }
  }
}
