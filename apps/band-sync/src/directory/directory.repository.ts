import { ADMINS, type EventEnvelope } from '@dongbaejul/contracts';
import { EVERY_ROW, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { Member } from './member.schema';

@Injectable()
export class DirectoryRepository {
  constructor(@InjectModel(Member.name) private readonly model: Model<Member>) {}

  /** @returns the members that are known, by id; one whose event is still on its way is missing */
  async findByIds(ids: readonly string[]): Promise<Map<string, Member>> {
    if (ids.length === 0) return new Map();
    const rows = await this.model.find({ _id: where.in([...new Set(ids)]) }).lean<Member[]>();
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** @returns those of these ids whose owners closed the account and went */
  async left(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.model
      .find({ _id: where.in([...new Set(ids)]), status: 'closed' }, { merged_into: 1 })
      .lean<Member[]>();
    return new Set(rows.filter(({ merged_into }) => merged_into === undefined).map(({ _id }) => _id));
  }

  /** Ids of those who can connect BAND again. */
  async admins(session: ClientSession): Promise<string[]> {
    const rows = await this.model
      .find({ roles: where.in(ADMINS), status: 'active' }, { _id: 1 })
      .session(session)
      .lean<Member[]>();
    return rows.map((row) => row._id);
  }

  /** Takes over what is newer than what is known, whatever order it comes in: one look and one write for all. */
  async apply(session: ClientSession, events: readonly EventEnvelope<'auth.member.changed'>[]): Promise<void> {
    const latest = new Map<string, EventEnvelope<'auth.member.changed'>>();
    for (const event of events) {
      if ((latest.get(event.payload.id)?.version ?? -1) < event.version) latest.set(event.payload.id, event);
    }
    const known = await this.model
      .find({ _id: where.in([...latest.keys()]) }, { version: 1 })
      .session(session)
      .lean<Pick<Member, '_id' | 'version'>[]>();
    const versions = new Map(known.map(({ _id, version }) => [_id, version]));
    const news = [...latest.values()].filter(({ payload, version }) => (versions.get(payload.id) ?? -1) < version);
    if (news.length === 0) return;
    // Who writes one of them at the same time ends one of the two transactions, which is then done again.
    const writes = news.map(({ payload, version }) => {
      const { id, display_name, avatar, roles, status, merged_into } = payload;
      const fields = { display_name, avatar, roles, status, version, ...(merged_into != null && { merged_into }) };
      return { updateOne: { filter: { _id: id }, update: { $set: fields }, upsert: true } };
    });
    await this.model.bulkWrite(writes, { session, ...EVERY_ROW });
  }
}
