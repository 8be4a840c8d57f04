import { applyIfNewer, where } from '@dongbaejul/persistence';
import { isStaff, type MuteState } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import { Mute } from './mute.schema';

/** Who does not want to read whom: a copy of core's, fed by its events. Staff are heard by everybody. */
@Injectable()
export class Mutes {
  constructor(
    @InjectModel(Mute.name) private readonly model: Model<Mute>,
    private readonly members: MembersRepository,
  ) {}

  /** @returns whom a member muted and does not hear */
  async of(muterId: string): Promise<Set<string>> {
    return (await this.ofAll([muterId])).get(muterId) ?? new Set();
  }

  /** @returns the same of each of the members, for those who muted somebody */
  async ofAll(muterIds: readonly string[]): Promise<Map<string, Set<string>>> {
    const rows = await this.model
      .find({ muter_id: where.in(muterIds), muted: true }, { muter_id: 1, muted_id: 1 })
      .lean<Mute[]>();
    const members = await this.members.findByIds(rows.map((row) => row.muted_id));
    const found = new Map<string, Set<string>>();
    const unheard = rows.filter(({ muted_id: id }) => !isStaff(members.get(id)));
    for (const { muter_id, muted_id } of unheard) found.set(muter_id, (found.get(muter_id) ?? new Set()).add(muted_id));
    return found;
  }

  /** @returns whether this was news */
  apply(session: ClientSession, { muter_id, muted_id, muted }: MuteState, version: number): Promise<boolean> {
    return applyIfNewer(this.model, session, { _id: `${muter_id}:${muted_id}` }, version, {
      muter_id,
      muted_id,
      muted,
    });
  }
}
