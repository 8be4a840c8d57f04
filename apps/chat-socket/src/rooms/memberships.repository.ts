import { ListQuery, Page, paginate, where } from '@dongbaejul/persistence';
import { grouped } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { forEachRoom } from '../common/for-each-room';
import { Membership } from './membership.schema';

@Injectable()
export class MembershipsRepository {
  constructor(@InjectModel(Membership.name) private readonly model: Model<Membership>) {}

  async find(roomId: string | Types.ObjectId, memberId: string, session?: ClientSession): Promise<Membership | null> {
    return this.model
      .findOne({ room_id: new Types.ObjectId(roomId), member_id: memberId })
      .session(session ?? null)
      .lean<Membership>();
  }

  /** @returns those of the members who are in the room */
  async among(
    roomId: string | Types.ObjectId,
    memberIds: readonly string[],
    session?: ClientSession,
  ): Promise<Set<string>> {
    const rows = await this.model
      .find({ room_id: new Types.ObjectId(roomId), member_id: where.in(memberIds) }, { member_id: 1, _id: 0 })
      .session(session ?? null)
      .lean<{ member_id: string }[]>();
    return new Set(rows.map((row) => row.member_id));
  }

  /** Every place of a member. */
  async allOf(session: ClientSession, memberId: string): Promise<Membership[]> {
    return this.model.find({ member_id: memberId }).session(session).lean<Membership[]>();
  }

  /** Makes somebody else's what was one's place in a room. @throws a duplicate key where they are in it already */
  async give(session: ClientSession, id: Types.ObjectId, memberId: string): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: { member_id: memberId } }, { session });
  }

  /** One place becomes what two places of one person were together. */
  async join(session: ClientSession, id: Types.ObjectId, other: Partial<Membership>): Promise<void> {
    const { read_seq = 0, muted, told_seq, told_at, joined_at } = other;
    const told = told_seq !== undefined && told_at !== undefined ? { told_seq, told_at } : {};
    const update = {
      $max: { read_seq, ...told },
      ...(joined_at && { $min: { joined_at } }),
      ...(muted && { $set: { muted } }),
    };
    await this.model.updateOne({ _id: id }, update, { session });
  }

  /** All of them: a list that ends somewhere would hide rooms. */
  async ofMember(memberId: string): Promise<Membership[]> {
    return this.model.find({ member_id: memberId }).lean<Membership[]>();
  }

  /** A room's members, the longest in it first. */
  async ofRoom(roomId: Types.ObjectId, atMost: number, session?: ClientSession): Promise<Membership[]> {
    return this.model
      .find({ room_id: roomId })
      .sort({ joined_at: 1, _id: 1 })
      .limit(atMost)
      .session(session ?? null)
      .lean<Membership[]>();
  }

  /** @returns the same of each of the rooms, by room */
  async ofRooms(roomIds: readonly Types.ObjectId[], atMost: number): Promise<Map<string, Membership[]>> {
    const rows = await forEachRoom<Membership>(this.model, roomIds, (room_id) => [
      { $match: { room_id } },
      { $sort: { joined_at: 1, _id: 1 } },
      { $limit: atMost },
    ]);
    return grouped(rows, (row) => String(row.room_id));
  }

  page(roomId: Types.ObjectId, query: ListQuery): Promise<Page<Membership>> {
    return paginate<Membership>(this.model, { query, filter: { room_id: roomId }, sort: { joined_at: 1, _id: 1 } });
  }

  async count(roomId: Types.ObjectId, session?: ClientSession): Promise<number> {
    return this.model.countDocuments({ room_id: roomId }).session(session ?? null);
  }

  /** @returns how many are in each of the rooms, by room */
  async counts(roomIds: readonly Types.ObjectId[]): Promise<Map<string, number>> {
    const rows = await forEachRoom<{ room_id: Types.ObjectId; n: number }>(this.model, roomIds, (room_id) => [
      { $match: { room_id } },
      { $count: 'n' },
      { $set: { room_id } },
    ]);
    return new Map(rows.map(({ room_id: id, n }) => [String(id), n]));
  }

  async insertMany(
    session: ClientSession,
    roomId: Types.ObjectId,
    memberIds: readonly string[],
    readSeq = 0,
    muted = false,
  ): Promise<void> {
    const joined_at = new Date();
    const rows = memberIds.map((member_id) => ({
      room_id: roomId,
      member_id,
      joined_at,
      read_seq: readSeq,
      muted,
    }));
    if (rows.length > 0) await this.model.insertMany(rows, { session });
  }

  /** @returns whether they were in it */
  async remove(session: ClientSession, roomId: Types.ObjectId, memberId: string): Promise<boolean> {
    const { deletedCount } = await this.model.deleteOne({ room_id: roomId, member_id: memberId }, { session });
    return deletedCount === 1;
  }

  /** @returns the place that they had, which is no more */
  async take(session: ClientSession, roomId: Types.ObjectId, memberId: string): Promise<Membership | null> {
    return this.model.findOneAndDelete({ room_id: roomId, member_id: memberId }, { session }).lean<Membership>();
  }

  async setMuted(roomId: string, memberId: string, muted: boolean): Promise<boolean> {
    const filter = { room_id: new Types.ObjectId(roomId), member_id: memberId };
    const { matchedCount } = await this.model.updateOne(filter, { $set: { muted } });
    return matchedCount === 1;
  }

  /**
   * Moves the read mark forward, never back: devices report in any order.
   * @returns the mark before, or null for who is not in the room, or was told of it since they last looked (`readTold`)
   */
  async readUpTo(roomId: string, memberId: string, seq: number): Promise<number | null> {
    const before = await this.model
      .findOneAndUpdate(
        { room_id: new Types.ObjectId(roomId), member_id: memberId, told_seq: where.exists(false) },
        { $max: { read_seq: seq } },
        { projection: { read_seq: 1 } },
      )
      .lean<{ read_seq: number }>();
    return before ? before.read_seq : null;
  }

  /** The same for who was told; that is forgotten once they have read it all. @returns the place before */
  async readTold(
    session: ClientSession,
    roomId: string,
    memberId: string,
    seq: number,
  ): Promise<Pick<Membership, 'read_seq' | 'told_seq'> | null> {
    const filter = { room_id: new Types.ObjectId(roomId), member_id: memberId };
    const before = await this.model
      .findOneAndUpdate(filter, { $max: { read_seq: seq } }, { session, projection: { read_seq: 1, told_seq: 1 } })
      .lean<Pick<Membership, 'read_seq' | 'told_seq'>>();
    if (before?.told_seq !== undefined && before.told_seq <= Math.max(before.read_seq, seq)) {
      await this.model.updateOne(filter, { $unset: { told_seq: 1, told_at: 1 } }, { session });
    }
    return before;
  }
}
