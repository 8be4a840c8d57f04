import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { Message } from '../messages/message.schema';
import { Membership } from '../rooms/membership.schema';

export type DueRow = Pick<
  Message,
  | '_id'
  | 'room_id'
  | 'seq'
  | 'sender_id'
  | 'mentions'
  | 'mentioned_later'
  | 'created_at'
  | 'notify_at'
  | 'is_deleted'
  | 'hidden'
>;

const FIELDS = {
  room_id: 1,
  seq: 1,
  sender_id: 1,
  mentions: 1,
  mentioned_later: 1,
  created_at: 1,
  notify_at: 1,
  is_deleted: 1,
  hidden: 1,
} as const;

/** What is kept of messages that somebody may have to be told of, and of who was told. */
@Injectable()
export class NoticesRepository {
  constructor(
    @InjectModel(Message.name) private readonly messages: Model<Message>,
    @InjectModel(Membership.name) private readonly memberships: Model<Membership>,
  ) {}

  /** Messages whose time to be read is over, the longest first. */
  async due(now: Date, atMost: number): Promise<DueRow[]> {
    return this.messages
      .find({ notify_at: where.lte(now) }, FIELDS)
      .sort({ notify_at: 1 })
      .limit(atMost)
      .lean<DueRow[]>();
  }

  /** Those that are still due: another process may have seen to them. */
  async stillDue(session: ClientSession, ids: readonly Types.ObjectId[], now: Date): Promise<DueRow[]> {
    return this.messages
      .find({ _id: where.in(ids), notify_at: where.lte(now) }, FIELDS)
      .session(session)
      .sort({ _id: 1 })
      .lean<DueRow[]>();
  }

  async settle(session: ClientSession, ids: readonly Types.ObjectId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.messages.updateMany(
      { _id: where.in(ids) },
      { $unset: { notify_at: '', mentioned_later: '' } },
      { session },
    );
  }

  async postpone(ids: readonly Types.ObjectId[], until: Date): Promise<void> {
    if (ids.length === 0) return;
    await this.messages.updateMany({ _id: where.in(ids), notify_at: where.exists() }, { $set: { notify_at: until } });
  }

  /**
   * Somebody has yet to read them, and gets until `ms` after each was written; who was named by an edit has been told.
   * One update for all: in a busy room hundreds come here a second time.
   */
  async wait(session: ClientSession, ids: readonly Types.ObjectId[], ms: number): Promise<void> {
    if (ids.length === 0) return;
    const later = [{ $set: { notify_at: { $add: ['$created_at', ms] } } }, { $unset: 'mentioned_later' }];
    await this.messages.updateMany({ _id: where.in(ids) }, later, { session, updatePipeline: true });
  }

  /** Of a room with few members all; of the global one those who are named. */
  async readers(
    roomId: Types.ObjectId,
    named: readonly string[] | null,
    atMost: number,
    session?: ClientSession,
  ): Promise<Membership[]> {
    const filter = { room_id: roomId, ...(named && { member_id: where.in(named) }) };
    return this.memberships
      .find(filter)
      .limit(atMost)
      .session(session ?? null)
      .lean<Membership[]>();
  }

  async markTold(
    session: ClientSession,
    roomId: Types.ObjectId,
    memberIds: readonly string[],
    seq: number,
    at: Date,
  ): Promise<void> {
    await this.memberships.updateMany(
      { room_id: roomId, member_id: where.in(memberIds) },
      { $max: { told_seq: seq }, $set: { told_at: at } },
      { session },
    );
  }
}
