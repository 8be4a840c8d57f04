import { applyIfNewer, where } from '@dongbaejul/persistence';
import type { MuteState } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model } from 'mongoose';
import { Mute } from './mute.schema';

/** Who does not want to read whom: a copy of core's, fed by its events. */
@Injectable()
export class Mutes {
  constructor(@InjectModel(Mute.name) private readonly model: Model<Mute>) {}

  /** @returns whom a member muted */
  async of(muterId: string): Promise<Set<string>> {
    return (await this.ofAll([muterId])).get(muterId) ?? new Set();
  }

  /** @returns whom each of the members muted, for those who muted somebody */
  async ofAll(muterIds: readonly string[]): Promise<Map<string, Set<string>>> {
    const rows = await this.model
      .find({ muter_id: where.in(muterIds), muted: true }, { muter_id: 1, muted_id: 1 })
      .lean<Mute[]>();
    const found = new Map<string, Set<string>>();
    for (const { muter_id, muted_id } of rows) found.set(muter_id, (found.get(muter_id) ?? new Set()).add(muted_id));
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
