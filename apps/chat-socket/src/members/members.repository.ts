import type { MemberState } from '@dongbaejul/contracts';
import { applyIfNewer, EVERY_ROW, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { GlobalPlace, Member } from './member.schema';

@Injectable()
export class MembersRepository {
  constructor(@InjectModel(Member.name) private readonly model: Model<Member>) {}

  /** @returns the members that are known, by id; one whose event is still on its way is missing */
  async findByIds(ids: readonly string[], session?: ClientSession): Promise<Map<string, Member>> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return new Map();
    const rows = await this.model
      .find({ _id: where.in(wanted) })
      .session(session ?? null)
      .lean<Member[]>();
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** @returns members whose username or shown name is one of these, letter for letter */
  async findByNames(names: readonly string[]): Promise<Pick<Member, '_id' | 'username' | 'display_name'>[]> {
    if (names.length === 0) return [];
    const filter = where.or<object>({ username: where.in(names) }, { display_name: where.in(names) });
    return this.model.find(filter, { username: 1, display_name: 1 }).lean<Member[]>();
  }

  /** @returns whether this was news */
  apply(session: ClientSession, state: MemberState, version: number): Promise<boolean> {
    const { id, username, display_name, avatar, status, roles } = state;
    return applyIfNewer(this.model, session, { _id: id }, version, { username, display_name, avatar, status, roles });
  }

  async keepPlace(session: ClientSession, id: string, global_place: GlobalPlace): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: { global_place } }, { session });
  }

  /** @returns the place that was kept, which is kept no more */
  async takePlace(session: ClientSession, id: string): Promise<GlobalPlace | undefined> {
    const before = await this.model
      .findOneAndUpdate({ _id: id }, { $unset: { global_place: 1 } }, { session, projection: { global_place: 1 } })
      .lean<Pick<Member, 'global_place'>>();
    return before?.global_place;
  }

  /** @param seen when each was seen, by their ids */
  async setLastSeen(seen: ReadonlyMap<string, Date>, session?: ClientSession): Promise<void> {
    const writes = [...seen].map(([_id, last_seen_at]) => ({
      updateOne: { filter: { _id }, update: { $max: { last_seen_at } } },
    }));
    if (writes.length === 0) return;
    await this.model.bulkWrite(writes, { ...EVERY_ROW, ...(session && { session }) });
  }
}
