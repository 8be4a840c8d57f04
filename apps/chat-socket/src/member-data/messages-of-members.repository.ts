import { EVERY_ROW, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, PipelineStage, QueryFilter, Types } from 'mongoose';
import { Message } from '../messages/message.schema';
import { withOtherId } from './other-id';

const BATCH = 1_000;

type Stages = PipelineStage.Set[];

/**
 * Everything that a member wrote, which may be more than one transaction can hold: written in batches outside of the
 * event's. Each is safe to repeat, so an event that fails half way goes on from there.
 */
@Injectable()
export class MessagesOfMembers {
  constructor(@InjectModel(Message.name) private readonly messages: Model<Message>) {}

  /** Who has left is not named any more, not even at rest. What they wrote stays. */
  forgetName(memberId: string): Promise<void> {
    return this.each({ sender_id: memberId, sender_name: where.ne('') }, [{ $set: { sender_name: '' } }]);
  }

  /** Ids of the one client may be those of the other's: they are made different. */
  giveTo(from: string, into: string): Promise<void> {
    const temp_id = { $concat: [`${from}:`, { $ifNull: ['$temp_id', ''] }] };
    return this.each({ sender_id: from }, [{ $set: { sender_id: { $literal: into }, temp_id } }]);
  }

  /** Where others name, answer or count the member: mentions, replies, reactions. */
  async rename(from: string, into: string): Promise<void> {
    for (const field of ['mentions', 'reactions.member_ids', 'reply_to.sender_id'] as const) {
      while (await this.renameSome({ [field]: from } as QueryFilter<Message>, from, into));
    }
  }

  /** @returns whether there may be more; what somebody changes meanwhile is found again */
  private async renameSome(filter: QueryFilter<Message>, from: string, into: string): Promise<boolean> {
    const rows = await this.messages
      .find(filter, { version: 1, mentions: 1, mentioned_later: 1, reactions: 1, reply_to: 1 })
      .sort({ _id: 1 })
      .limit(BATCH)
      .lean<Pick<Message, '_id' | 'version' | 'mentions' | 'mentioned_later' | 'reactions' | 'reply_to'>[]>();
    if (rows.length === 0) return false;
    const changed_at = new Date();
    await this.messages.bulkWrite(
      rows.map((row) => ({
        updateOne: {
          filter: { _id: row._id, version: row.version },
          update: { $set: { ...withOtherId(row, from, into), changed_at }, $inc: { version: 1 } },
        },
      })),
      EVERY_ROW,
    );
    return true;
  }

  /** @param of what the stages make of a message no longer fits it */
  private async each(of: { sender_id: string; sender_name?: unknown }, stages: Stages): Promise<void> {
    let after: Types.ObjectId | undefined;
    do {
      const filter = { ...of, ...(after && { _id: where.gt(after) }) } as QueryFilter<Message>;
      const rows = await this.messages
        .find(filter, { _id: 1 })
        .sort({ _id: 1 })
        .limit(BATCH)
        .lean<Pick<Message, '_id'>[]>();
      const theirs = { _id: where.in(rows.map(({ _id }) => _id)), sender_id: of.sender_id } as QueryFilter<Message>;
      if (rows.length > 0) await this.messages.updateMany(theirs, stages, { updatePipeline: true });
      after = rows.length < BATCH ? undefined : rows.at(-1)?._id;
    } while (after);
  }
}
