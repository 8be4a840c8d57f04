import type { NotificationType } from '@dongbaejul/contracts';
import { ListQuery, Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { Notification } from './notification.schema';

const CHAT_TYPES: readonly NotificationType[] = ['chat.message', 'chat.mention'];

@Injectable()
export class NotificationsRepository {
  constructor(@InjectModel(Notification.name) private readonly model: Model<Notification>) {}

  page(memberId: string, query: ListQuery, unreadOnly: boolean): Promise<Page<Notification>> {
    const filter: QueryFilter<Notification> = { member_id: memberId, ...(unreadOnly && { unread: true }) };
    return paginate<Notification>(this.model, { query, filter, sort: { _id: -1 } });
  }

  async countUnread(memberId: string): Promise<number> {
    return this.model.countDocuments({ member_id: memberId, unread: true });
  }

  /** @returns those of the members who have been told this already */
  async toldAmong(session: ClientSession, memberIds: readonly string[], dedupeKey: string): Promise<Set<string>> {
    const rows = await this.model
      .find({ dedupe_key: dedupeKey, member_id: where.in(memberIds) }, { member_id: 1 })
      .session(session)
      .lean<Pick<Notification, 'member_id'>[]>();
    return new Set(rows.map((row) => row.member_id));
  }

  async insertMany(session: ClientSession, rows: readonly Notification[]): Promise<void> {
    await this.model.insertMany(rows, { session });
  }

  async findByIds(ids: readonly Types.ObjectId[]): Promise<Notification[]> {
    return this.model.find({ _id: where.in(ids) }).lean<Notification[]>();
  }

  /** What a member was told of a chat room's messages, up to the one that they have read. */
  async markRoomRead(session: ClientSession, memberId: string, roomId: string, upToSeq: number): Promise<void> {
    await this.model.updateMany(
      {
        member_id: memberId,
        unread: true,
        type: where.in(CHAT_TYPES),
        'data.room_id': roomId,
        'data.seq': where.lte(upToSeq),
      },
      { $set: { read_at: new Date() }, $unset: { unread: 1 } },
      { session },
    );
  }

  /** Marks a member's own unread ones. @returns how many were unread */
  async markRead(memberId: string, ids?: readonly string[]): Promise<number> {
    const some = ids && { _id: where.in(ids.map((id) => new Types.ObjectId(id))) };
    const { modifiedCount } = await this.model.updateMany(
      { member_id: memberId, unread: true, ...some },
      { $set: { read_at: new Date() }, $unset: { unread: 1 } },
    );
    return modifiedCount;
  }
}
