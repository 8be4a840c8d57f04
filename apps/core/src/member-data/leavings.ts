import { SIGNATURE_LIFETIME_MS } from '@dongbaejul/identity';
import { Inject, Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../common/clock';
import { MembersRepository } from '../members/members.repository';
import { GamesOfMembers } from './games-of-members';
import { Keeper, KEEPERS } from './keeper';
import type { LateLeaving } from './late-leaving.schema';
import { LateLeavingsRepository } from './late-leavings.repository';
import { MeetingsOfMembers } from './meetings-of-members';

/** A request is let in for as long as its signature holds; as much again for what it then takes. */
const UNDER_WAY_MS = 2 * SIGNATURE_LIFETIME_MS;

/** `none`: another process was faster; `more`: something is left, and due at once. */
export type Step = 'none' | 'more' | 'done';

/**
 * Lets go of a member, or hands over to another: at once, and once more when no request of the member's is under way.
 * One that was let in before would otherwise leave something for ever, like a place in a game. Of meetings, which are as
 * many as the years in the club, each transaction takes a few.
 */
@Injectable()
export class Leavings {
  constructor(
    @Inject(KEEPERS) private readonly keepers: readonly Keeper[],
    private readonly meetings: MeetingsOfMembers,
    private readonly games: GamesOfMembers,
    private readonly late: LateLeavingsRepository,
    private readonly members: MembersRepository,
    private readonly clock: Clock,
  ) {}

  /** @param into who goes on in the member's place; null where nobody does */
  async begin(session: ClientSession, memberId: string, into: string | null): Promise<void> {
    const now = this.clock.now();
    const row = { _id: memberId, into, due_at: new Date(now.getTime() + UNDER_WAY_MS) };
    await this.sweep(session, memberId, into);
    const meetings_after = await this.someMeetings(session, row, null);
    if (meetings_after === null) await this.late.put(session, row);
    else await this.late.put(session, { ...row, due_at: now, meetings_after, again_at: row.due_at });
  }

  /** What is left of the first time, or the second time. */
  async goOn(session: ClientSession, memberId: string, now: Date): Promise<Step> {
    const row = await this.late.take(session, memberId, now);
    if (!row) return 'none';
    const from = row.meetings_after ?? null;
    if (from === null) await this.sweep(session, memberId, row.into);
    const meetings_after = await this.someMeetings(session, row, from);
    if (meetings_after !== null) {
      await this.late.put(session, { ...row, due_at: now, meetings_after });
      return 'more';
    }
    if (row.again_at) {
      const { again_at, into } = row;
      await this.late.put(session, { _id: memberId, into, due_at: again_at });
    } else if (row.into !== null) await this.passOn(session, row.into, now);
    return 'done';
  }

  /** A member is blocked: to be taken out at once, and of what requests that are under way enter as well. */
  async block(session: ClientSession, memberId: string): Promise<void> {
    const now = this.clock.now();
    await this.late.putBlocked(session, memberId, now, new Date(now.getTime() + UNDER_WAY_MS));
  }

  /**
   * Who is blocked cannot come: to games and meetings that have not begun, where who waits moves up, each in a
   * transaction of its own. Who is let in again meanwhile stays where they are; nobody is brought back.
   */
  async takeOut(row: LateLeaving): Promise<void> {
    const member = (await this.members.findByIds([row._id])).get(row._id);
    if (member?.status === 'blocked') {
      await this.games.takeOut(row._id);
      await this.meetings.takeOut(row._id);
    }
    await this.late.doneWith(row);
  }

  private async sweep(session: ClientSession, memberId: string, into: string | null): Promise<void> {
    for (const keeper of this.keepers) {
      await (into === null ? keeper.forget(session, memberId) : keeper.giveTo(session, memberId, into));
    }
  }

  private someMeetings(
    session: ClientSession,
    { _id, into }: Pick<LateLeaving, '_id' | 'into'>,
    after: string | null,
  ): Promise<string | null> {
    return into === null ? this.meetings.forget(session, _id, after) : this.meetings.giveTo(session, _id, into, after);
  }

  /** Who was given something late may have left meanwhile, and been swept for good. */
  private async passOn(session: ClientSession, memberId: string, now: Date): Promise<void> {
    const member = (await this.members.findByIds([memberId], session)).get(memberId);
    if (member?.status !== 'closed') return;
    await this.late.put(session, { _id: memberId, into: member.merged_into ?? null, due_at: now });
  }
}
