import { ADMINS, type MemberState } from '@dongbaejul/contracts';
import { applyIfNewer, where } from '@dongbaejul/persistence';
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

  /** @returns whether this was news */
  apply(session: ClientSession, state: MemberState, version: number): Promise<boolean> {
    const { id, display_name, avatar, roles, status, merged_into } = state;
    const fields = { display_name, avatar, roles, status, ...(merged_into != null && { merged_into }) };
    return applyIfNewer(this.model, session, { _id: id }, version, fields);
  }
}
