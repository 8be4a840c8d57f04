import { SIGNATURE_LIFETIME_MS } from '@dongbaejul/identity';
import { Inject, Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../common/clock';
import { MembersRepository } from '../members/members.repository';
import { Keeper, KEEPERS } from './keeper';
import { LateLeavingsRepository } from './late-leavings.repository';

/** A request is let in for as long as its signature holds; as much again for what it then takes. */
const UNDER_WAY_MS = 2 * SIGNATURE_LIFETIME_MS;

/**
 * Lets go of a member, or hands over to another: at once, and once more when no request of the member's is under way.
 * One that was let in before would otherwise leave something for ever, like a place in a game.
 */
@Injectable()
export class Leavings {
  constructor(
    @Inject(KEEPERS) private readonly keepers: readonly Keeper[],
    private readonly late: LateLeavingsRepository,
    private readonly members: MembersRepository,
    private readonly clock: Clock,
  ) {}

  /** @param into who goes on in the member's place; null where nobody does */
  async begin(session: ClientSession, memberId: string, into: string | null): Promise<void> {
    await this.sweep(session, memberId, into);
    const due_at = new Date(this.clock.now().getTime() + UNDER_WAY_MS);
    await this.late.put(session, { _id: memberId, into, due_at });
  }

  /** The second time. @returns whether it was this call's to do */
  async finish(session: ClientSession, memberId: string, now: Date): Promise<boolean> {
    const row = await this.late.take(session, memberId, now);
    if (!row) return false;
    await this.sweep(session, memberId, row.into);
    if (row.into !== null) await this.passOn(session, row.into, now);
    return true;
  }

  private async sweep(session: ClientSession, memberId: string, into: string | null): Promise<void> {
    for (const keeper of this.keepers) {
      await (into === null ? keeper.forget(session, memberId) : keeper.giveTo(session, memberId, into));
    }
  }

  /** Who was given something late may have left meanwhile, and been swept for good. */
  private async passOn(session: ClientSession, memberId: string, now: Date): Promise<void> {
    const member = (await this.members.findByIds([memberId], session)).get(memberId);
    if (member?.status !== 'closed') return;
    await this.late.put(session, { _id: memberId, into: member.merged_into ?? null, due_at: now });
  }
}
