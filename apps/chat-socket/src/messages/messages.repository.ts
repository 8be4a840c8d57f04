import { where } from '@dongbaejul/persistence';
import { searchableText } from '@dongbaejul/search';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, mongo, Types } from 'mongoose';
import { forEachRoom } from '../common/for-each-room';
import { Hidden, Message } from './message.schema';

/** Unread messages are counted this far. */
export const UNREAD_COUNTED = 1_000;

const LEAN = { search: 0 } as const;

export interface Moderated {
  before: Message;
  version: number;
}

@Injectable()
export class MessagesRepository {
  constructor(@InjectModel(Message.name) private readonly model: Model<Message>) {}

  async find(id: string, session?: ClientSession): Promise<Message | null> {
    return this.model
      .findOne({ _id: new Types.ObjectId(id) }, LEAN)
      .session(session ?? null)
      .lean<Message>();
  }

  /** @returns the number of a room's last message, 0 while there is none */
  async lastSeq(roomId: Types.ObjectId): Promise<number> {
    return (await this.last(roomId))?.seq ?? 0;
  }

  async last(roomId: Types.ObjectId): Promise<Message | null> {
    return this.model.findOne({ room_id: roomId }, LEAN).sort({ seq: -1 }).lean<Message>();
  }

  /** @returns the last message of each of the rooms, by room */
  async lastOf(roomIds: readonly Types.ObjectId[]): Promise<Map<string, Message>> {
    const rows = await forEachRoom<Message>(this.model, roomIds, (room_id) => [
      { $match: { room_id } },
      { $sort: { seq: -1 } },
      { $limit: 1 },
      { $unset: 'search' },
    ]);
    return new Map(rows.map((row) => [String(row.room_id), row]));
  }

  /** Messages after a number, in order. */
  async after(roomId: Types.ObjectId, seq: number, limit: number): Promise<Message[]> {
    return this.model
      .find({ room_id: roomId, seq: where.gt(seq) }, LEAN)
      .sort({ seq: 1 })
      .limit(limit)
      .lean<Message[]>();
  }

  /** The last messages before a number, in order. */
  async before(roomId: Types.ObjectId, seq: number, limit: number): Promise<Message[]> {
    const rows = await this.model
      .find({ room_id: roomId, seq: where.lt(seq) }, LEAN)
      .sort({ seq: -1 })
      .limit(limit)
      .lean<Message[]>();
    return rows.reverse();
  }

  async findSent(roomId: Types.ObjectId, senderId: string | null, tempIds: readonly string[]): Promise<Message[]> {
    const filter = { room_id: roomId, sender_id: senderId, temp_id: where.in(tempIds) };
    return this.model.find(filter, LEAN).lean<Message[]>();
  }

  /** @returns the highest number among those of the messages that are of the room, 0 for none */
  async highestSeq(roomId: Types.ObjectId, ids: readonly string[]): Promise<number> {
    const rows = await this.model
      .find({ _id: where.in(ids.map((id) => new Types.ObjectId(id))) }, { room_id: 1, seq: 1 })
      .lean<Pick<Message, 'room_id' | 'seq'>[]>();
    return Math.max(0, ...rows.filter((row) => row.room_id.equals(roomId)).map((row) => row.seq));
  }

  /**
   * Messages of others after a number, at most UNREAD_COUNTED and one. What the system says does not count, nor what
   * staff have hidden: there is little of that, so it is counted by itself and taken off.
   */
  async unread(roomId: Types.ObjectId, readSeq: number, notFrom: readonly (string | null)[]): Promise<number> {
    const filter = {
      room_id: roomId,
      seq: where.gt(readSeq),
      sender_id: where.nin([null, ...notFrom]),
      is_deleted: false,
    };
    const hidden = await this.model.countDocuments({ ...filter, 'hidden.at': where.exists() });
    const all = await this.model.countDocuments(filter).limit(UNREAD_COUNTED + 1 + hidden);
    return Math.max(0, all - hidden);
  }

  /** Messages of a room that were changed since, which a process may not have heard of; as they are gone through. */
  changedSince(roomId: Types.ObjectId, since: Date): AsyncIterable<Message> {
    return this.model
      .find({ room_id: roomId, changed_at: where.gte(since) }, LEAN)
      .sort({ changed_at: 1 })
      .lean<Message[]>()
      .cursor({ batchSize: 100 });
  }

  /**
   * Stores messages in this order, and none after one that fails: their numbers stay without a gap.
   * @throws mongo.MongoBulkWriteError with `insertedCount`
   */
  async append(messages: readonly Message[]): Promise<void> {
    await this.model.collection.insertMany(messages as mongo.OptionalUnlessRequiredId<Message>[], {
      ordered: true,
      ignoreUndefined: true,
      writeConcern: { w: 'majority' },
      timeoutMS: 4_000,
    });
  }

  /**
   * Hides a message, or shows it again (null), unless a newer decision did.
   * @returns the message as it was and its new version; null where that was no news
   */
  async moderate(
    session: ClientSession,
    id: string,
    version: number,
    hidden: Hidden | null,
  ): Promise<Moderated | null> {
    const message = await this.find(id, session);
    if (!message || (message.moderation_version ?? 0) >= version) return null;
    const set = {
      hidden,
      moderation_version: version,
      search: hidden || message.is_deleted ? null : searchableText(message.content),
    };
    await this.model.updateOne(
      { _id: message._id },
      { $set: { ...set, changed_at: new Date() }, $inc: { version: 1 } },
      { session },
    );
    return { before: message, version: message.version + 1 };
  }

  /** Changes a message that is still at this version. @returns the message after it, or null for one that moved on */
  async change(
    id: Types.ObjectId,
    version: number,
    fields: Partial<Message>,
    session?: ClientSession,
  ): Promise<Message | null> {
    return this.model
      .findOneAndUpdate(
        { _id: id, version },
        { $set: { ...fields, changed_at: new Date() }, $inc: { version: 1 } },
        { returnDocument: 'after', projection: LEAN },
      )
      .session(session ?? null)
      .lean<Message>();
  }
}
