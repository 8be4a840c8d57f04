import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { Mute } from './mute.schema';

/** Who does not want to read whom: a copy of core's, fed by its events. */
@Injectable()
export class Mutes {
  constructor(@InjectModel(Mute.name) private readonly model: Model<Mute>) {}

  /** @returns whom a member muted */
  async of(muterId: string): Promise<Set<string>> {
    const rows = await this.model.find({ muter_id: muterId, muted: true }, { muted_id: 1 }).lean<Mute[]>();
    return new Set(rows.map((row) => row.muted_id));
  }
}
