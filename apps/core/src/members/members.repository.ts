import { MemberState, MOST_RECIPIENTS, STAFF } from '@dongbaejul/contracts';
import { applyIfNewer, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { usernameKey } from '../common/mentions';
import { Member } from './member.schema';

@Injectable()
export class MembersRepository {
  constructor(@InjectModel(Member.name) private readonly model: Model<Member>) {}

  /** @returns the members that are known, by id; one whose event is still on its way is missing */
  async findByIds(ids: readonly string[], session: ClientSession | null = null): Promise<Map<string, Member>> {
    if (ids.length === 0) return new Map();
    const rows = await this.model
      .find({ _id: where.in([...new Set(ids)]) })
      .session(session)
      .lean<Member[]>();
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** @returns the ids of active members by the key of their username */
  async activeByUsernameKeys(keys: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.model
      .find({ username_key: where.in(keys), status: 'active' }, { username_key: 1 })
      .lean<Pick<Member, '_id' | 'username_key'>[]>();
    return new Map(rows.map((row) => [row.username_key as string, row._id]));
  }

  /** Active operators, admins and superadmins. */
  async activeStaff(): Promise<string[]> {
    const rows = await this.model
      .find({ roles: where.in(STAFF), status: 'active' }, { _id: 1 })
      .limit(MOST_RECIPIENTS)
      .lean<Pick<Member, '_id'>[]>();
    return rows.map((row) => row._id);
  }

  /** Members in the order of their ids, after one of them. */
  async pageAfter(after: string, limit: number): Promise<Member[]> {
    return this.model
      .find({ _id: where.gt(after) })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Member[]>();
  }

  /** @returns whether this was news */
  apply(session: ClientSession, state: MemberState, version: number): Promise<boolean> {
    const { id, username, display_name, avatar, status, roles, grade = null, gender = null, merged_into } = state;
    const fields = {
      username,
      username_key: usernameKey(username),
      display_name,
      avatar,
      status,
      roles,
      grade,
      gender,
      ...(merged_into != null && { merged_into }),
    };
    return applyIfNewer(this.model, session, { _id: id }, version, fields);
  }
}
