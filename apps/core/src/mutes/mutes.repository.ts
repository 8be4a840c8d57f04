import { where } from '@dongbaejul/persistence';
import { grouped } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { Mute } from './mute.schema';

@Injectable()
export class MutesRepository {
  constructor(@InjectModel(Mute.name) private readonly model: Model<Mute>) {}

  async find(session: ClientSession, muterId: string, mutedId: string): Promise<Mute | null> {
    return this.model.findOne({ muter_id: muterId, muted_id: mutedId }).session(session).lean<Mute>();
  }

  async insert(session: ClientSession, mute: Omit<Mute, '_id'>): Promise<void> {
    await this.model.create([mute], { session });
  }

  async set(session: ClientSession, mute: Mute, muted: boolean, version: number): Promise<void> {
    await this.model.updateOne({ _id: mute._id }, { $set: { muted, version, changed_at: new Date() } }, { session });
  }

  /** @returns whom each of the members has muted; who has muted nobody is missing */
  async mutedIdsOf(muterIds: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await this.model
      .find({ muter_id: where.in(muterIds), muted: true }, { muter_id: 1, muted_id: 1 })
      .lean<Pick<Mute, 'muter_id' | 'muted_id'>[]>();
    const byMuter = grouped(rows, (row) => row.muter_id);
    return new Map([...byMuter].map(([muterId, mutes]) => [muterId, mutes.map((row) => row.muted_id)]));
  }

  /** @returns those of the members who mute this one */
  async mutersOf(mutedId: string, among: readonly string[]): Promise<Set<string>> {
    const rows = await this.model
      .find({ muted_id: mutedId, muted: true, muter_id: where.in(among) }, { muter_id: 1 })
      .lean<Pick<Mute, 'muter_id'>[]>();
    return new Set(rows.map((row) => row.muter_id));
  }
}
