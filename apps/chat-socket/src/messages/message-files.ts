import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import type { Message } from './message.schema';

/**
 * Under which the uploads of a message hang. The same whenever it is sent again, so that what was claimed for a message
 * that was not stored then is its own.
 */
export const filesIdOf = (roomId: string, senderId: string, tempId: string): string =>
  createHash('sha256').update(`${roomId}:${senderId}:${tempId}`).digest('hex').slice(0, 24);

/** Tells core, which keeps the files, of messages that members see no more, or see again. */
@Injectable()
export class MessageFiles {
  constructor(private readonly outbox: Outbox) {}

  /**
   * In the transaction that changes the message.
   * @param version the message's after the change
   * @param state deleted by its author, hidden by staff (also where its author deletes it then), or shown again
   */
  async changed(
    session: ClientSession,
    { _id, attachments, files_id }: Pick<Message, '_id' | 'attachments' | 'files_id'>,
    version: number,
    state: 'shown' | 'deleted' | 'hidden',
  ): Promise<void> {
    if (attachments.length === 0) return;
    const aggregateId = files_id ?? String(_id);
    const upload_ids = attachments.map(({ id }) => id);
    const by_staff = state === 'hidden' ? { by_staff: true } : {};
    const payload = { files_id: aggregateId, upload_ids, shown: state === 'shown', ...by_staff, version };
    await this.outbox.add(session, 'chat-socket.message-files.changed', { aggregateId, version, payload });
  }
}
