import { Types } from 'mongoose';
import type { Draft } from '../../src/messages/draft';

/** A text that says its own temp_id. */
export const draft = (temp_id: string, sender: { id: string; name: string }): Draft => ({
  id: new Types.ObjectId(),
  sender_id: sender.id,
  sender_name: sender.name,
  type: 'text',
  content: temp_id,
  reply_to: null,
  attachments: [],
  mentions: [],
  temp_id,
});
