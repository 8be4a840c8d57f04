import { Injectable } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';
import type { Actor } from './access-rules';
import { Decision, nothing } from './decision';
import { cancellation, move, Move } from './edit-rules';
import { GameChanges } from './game-changes';
import type { GameRow } from './game.schema';
import { GamesRepository } from './games.repository';
import { concerned } from './join-rules';

export interface MovedMeeting extends Move {
  _id: Types.ObjectId;
}

/**
 * What becomes of games that have not begun when the meeting that they are under is called off or moved, in the caller's
 * transaction; those under way stay as they are.
 */
@Injectable()
export class GamesOfMeetings {
  constructor(
    private readonly games: GamesRepository,
    private readonly changes: GameChanges,
  ) {}

  /** @param told members who need not be told of it any more; who is told here is added */
  async cancel(
    session: ClientSession,
    who: Actor,
    meetings: readonly { _id: Types.ObjectId }[],
    told: Set<string>,
    reason: string,
  ): Promise<void> {
    await this.each(session, who, meetings, (game) => cancellation(game, news(game, told), reason));
  }

  /** They begin as much earlier or later, and are where the meeting is, unless they were to be elsewhere. */
  async move(session: ClientSession, who: Actor, meetings: readonly MovedMeeting[], told: Set<string>): Promise<void> {
    const moves = new Map(meetings.map((meeting) => [String(meeting._id), meeting]));
    await this.each(session, who, meetings, (game) => {
      const moved = moves.get(game.meeting_id ?? '');
      return moved ? move(game, moved, () => news(game, told)) : nothing(undefined);
    });
  }

  private async each(
    session: ClientSession,
    who: Actor,
    meetings: readonly { _id: Types.ObjectId }[],
    decide: (game: GameRow) => Decision,
  ): Promise<void> {
    if (meetings.length === 0) return;
    const ids = meetings.map(({ _id }) => String(_id));
    for (const { _id } of await this.games.scheduledUnder(session, ids)) {
      const decideHere = (game: GameRow): Decision => (game.status === 'scheduled' ? decide(game) : nothing(undefined));
      await this.changes.within(session, String(_id), who, decideHere);
    }
  }
}

/** Whom a game concerns and nobody has told yet; from now on they are told. */
function news(game: GameRow, told: Set<string>): string[] {
  const members = concerned(game).filter((id) => !told.has(id));
  for (const id of members) told.add(id);
  return members;
}
