import { EVERY_ROW, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model } from 'mongoose';
import { KnownMember } from './known-member.schema';

@Injectable()
export class MembersRepository {
  constructor(@InjectModel(KnownMember.name) private readonly members: Model<KnownMember>) {}

  async find(userKeys: readonly string[]): Promise<Map<string, KnownMember>> {
    if (userKeys.length === 0) return new Map();
    const rows = await this.members.find({ _id: where.in(userKeys) }).lean<KnownMember[]>();
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** Safe to repeat, so it needs no transaction: the ask that it records is safe to repeat as well. */
  async remember(rows: readonly KnownMember[]): Promise<void> {
    if (rows.length === 0) return;
    await this.members.bulkWrite(
      rows.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } })),
      EVERY_ROW,
    );
  }

  /** Everybody whom BAND has shown, by name. */
  async named(session: ClientSession | null): Promise<{ member_id: string; name: string }[]> {
    const rows = await this.members
      .find({}, { member_id: 1, name: 1 })
      .sort({ _id: 1 })
      .session(session)
      .lean<KnownMember[]>();
    return rows.flatMap(({ member_id, name }) => (name === undefined ? [] : [{ member_id, name }]));
  }

  /** What BAND calls these members. Who left is named nowhere. */
  async namesOf(memberIds: readonly string[]): Promise<Map<string, string>> {
    if (memberIds.length === 0) return new Map();
    const rows = await this.members
      .find({ member_id: where.in([...new Set(memberIds)]) }, { member_id: 1, name: 1 })
      .lean<KnownMember[]>();
    return new Map(rows.flatMap(({ member_id, name }) => (name === undefined ? [] : [[member_id, name]])));
  }

  async userKeysOf(memberId: string): Promise<string[]> {
    const rows = await this.members.find({ member_id: memberId }, { _id: 1 }).lean<KnownMember[]>();
    return rows.map(({ _id }) => _id);
  }

  /** Who they are at BAND stays, what they are called there goes. */
  async forgetNames(memberIds: readonly string[], session?: ClientSession): Promise<void> {
    if (memberIds.length === 0) return;
    await this.members.updateMany(
      { member_id: where.in(memberIds) },
      { $unset: { name: 1 } },
      { ...(session && { session }) },
    );
  }

  async rename(session: ClientSession, from: string, into: string): Promise<void> {
    await this.members.updateMany({ member_id: from }, { $set: { member_id: into } }, { session });
  }
}
