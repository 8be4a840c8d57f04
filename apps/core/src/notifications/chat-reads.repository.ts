import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { ChatRead } from './chat-read.schema';

@Injectable()
export class ChatReadsRepository {
  constructor(@InjectModel(ChatRead.name) private readonly model: Model<ChatRead>) {}

  async read(
    session: ClientSession,
    { member_id, room_id, up_to_seq }: Pick<ChatRead, 'member_id' | 'room_id' | 'up_to_seq'>,
    read_at: Date,
  ): Promise<void> {
    const update = { $max: { up_to_seq, read_at }, $set: { touched_at: new Date() } };
    await this.model.updateOne({ member_id, room_id }, update, { session, upsert: true });
  }

  /**
   * Writes to their rows as well, so that of this and a `read` at the same time one meets the other's commit.
   * @returns those of the members who have read the room up to the message since they were to be told of it
   */
  async whoRead(
    session: ClientSession,
    memberIds: readonly string[],
    { room_id, seq, since }: { room_id: string; seq: number; since: Date },
  ): Promise<Set<string>> {
    const touched_at = new Date();
    const writes = memberIds.map((member_id) => ({
      updateOne: { filter: { member_id, room_id }, update: { $set: { touched_at } }, upsert: true },
    }));
    if (writes.length === 0) return new Set();
    await this.model.bulkWrite(writes, { session, throwOnValidationError: true });
    const filter = { member_id: where.in(memberIds), room_id, up_to_seq: where.gte(seq), read_at: where.gte(since) };
    const rows = await this.model.find(filter, { member_id: 1 }).session(session).lean<ChatRead[]>();
    return new Set(rows.map((row) => row.member_id));
  }
}
