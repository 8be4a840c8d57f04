import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { defaultPreferences, Preferences } from './preferences.schema';

@Injectable()
export class PreferencesRepository {
  constructor(@InjectModel(Preferences.name) private readonly model: Model<Preferences>) {}

  async find(memberId: string, session?: ClientSession): Promise<Preferences> {
    const row = await this.model
      .findOne({ _id: memberId })
      .session(session ?? null)
      .lean<Preferences>();
    return row ?? defaultPreferences(memberId);
  }

  /** @returns a function from member to preferences, after one query */
  async findMany(memberIds: readonly string[]): Promise<(memberId: string) => Preferences> {
    const rows = await this.model.find({ _id: where.in(memberIds) }).lean<Preferences[]>();
    const byId = new Map(rows.map((row) => [row._id, row]));
    return (memberId) => byId.get(memberId) ?? defaultPreferences(memberId);
  }

  async save(session: ClientSession, preferences: Preferences): Promise<void> {
    if (preferences.version === 1) await this.model.create([preferences], { session });
    else await this.model.replaceOne({ _id: preferences._id }, preferences, { session });
  }
}
