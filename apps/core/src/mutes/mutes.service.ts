import { isStaff } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MemberLookup } from '../members/member-lookup';
import { MembersRepository } from '../members/members.repository';
import { MutedMembers } from './muted-members';
import { MuteErrors } from './mutes.errors';
import { MutesRepository } from './mutes.repository';

const MOST_MUTES = 1_000;

/** Whom members do not want to hear from. Staff are exempt: what they say reaches everybody. */
@Injectable()
export class MutesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly mutes: MutesRepository,
    private readonly mutedMembers: MutedMembers,
    private readonly members: MembersRepository,
    private readonly lookup: MemberLookup,
    private readonly outbox: Outbox,
  ) {}

  /** @returns the members whose words do not reach this one; of a cached or shared list they are left out */
  async mutedBy(memberId: string): Promise<ReadonlySet<string>> {
    const ids = await this.mutedMembers.of(memberId);
    if (ids.length === 0) return NOBODY;
    const members = await this.lookup.find(ids);
    return new Set(ids.filter((id) => !isStaff(members.get(id))));
  }

  /** @returns those of the members whom what the actor does is not told */
  async mutersOf(actorId: string, among: readonly string[]): Promise<ReadonlySet<string>> {
    const muters = await this.mutes.mutersOf(actorId, among);
    if (muters.size === 0) return NOBODY;
    const members = await this.members.findByIds([actorId]);
    return isStaff(members.get(actorId)) ? NOBODY : muters;
  }

  /** Safe to repeat. */
  async mute(muterId: string, mutedId: string): Promise<void> {
    if (muterId === mutedId) throw MuteErrors.MUTE_ONESELF();
    const member = (await this.members.findByIds([mutedId])).get(mutedId);
    if (!member || member.status === 'closed') throw MuteErrors.MUTE_MEMBER_NOT_FOUND();
    if (isStaff(member)) throw MuteErrors.MUTE_STAFF();
    const muted = (await this.mutes.mutedIdsOf([muterId])).get(muterId) ?? [];
    if (muted.length >= MOST_MUTES) throw MuteErrors.TOO_MANY_MUTES();
    await this.set(muterId, mutedId, true);
  }

  /** Safe to repeat, also for somebody who was never muted. */
  unmute(muterId: string, mutedId: string): Promise<void> {
    return this.set(muterId, mutedId, false);
  }

  private set(muterId: string, mutedId: string, muted: boolean): Promise<void> {
    return this.transactions.run(
      async (session) => {
        const known = await this.mutes.find(session, muterId, mutedId);
        if ((known?.muted ?? false) === muted) return;
        const version = (known?.version ?? 0) + 1;
        if (known) await this.mutes.set(session, known, muted, version);
        else {
          const row = { muter_id: muterId, muted_id: mutedId, muted, version, changed_at: new Date() };
          await this.mutes.insert(session, row);
        }
        await this.tell(session, muterId, mutedId, muted, version);
      },
      { aggregate: `mute:${muterId}` },
    );
  }

  private async tell(
    session: ClientSession,
    muterId: string,
    mutedId: string,
    muted: boolean,
    version: number,
  ): Promise<void> {
    this.mutedMembers.change(session, muterId);
    await this.outbox.add(session, 'core.mute.changed', {
      aggregateId: `${muterId}:${mutedId}`,
      version,
      payload: { muter_id: muterId, muted_id: mutedId, muted, version },
    });
  }
}

const NOBODY: ReadonlySet<string> = new Set();
