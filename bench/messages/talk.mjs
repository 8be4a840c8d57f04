// A room with a history, stored as chat-socket stores it (apps/chat-socket/src/messages/message.schema.ts).
import { ObjectId } from 'mongodb';
import { fillMembers, memberId, openRoom } from '../chat/people.mjs';
import { pickerOf, RARE, sentence } from '../content/club-posts.mjs';
import { searchText } from '../lib/product-code.mjs';

const MEMBERS = 200;
const BATCH = 2_000;
const RARE_EVERY = 499;
/** What staff have hidden, what was deleted, what answers another: as much as a lively room has. */
const HIDDEN_EVERY = 5_003;
const DELETED_EVERY = 211;
const REPLY_EVERY = 13;
const UNREAD = 20;

/** Is in the room and has read nothing of it. */
export const NEWCOMER = memberId(MEMBERS - 1);

/**
 * @param asker one of the first members, who has read all but the last messages
 * @returns `{ roomId, middle }`, the id of the message in the middle
 */
export async function fillTalk(db, count, asker) {
  const { searchableText } = await searchText();
  await fillMembers(db, MEMBERS);
  const roomId = await openRoom(db, MEMBERS);
  const place = { room_id: new ObjectId(roomId), member_id: asker };
  await db.collection('memberships').updateOne(place, { $set: { read_seq: count - UNREAD } });
  const begun = Date.now() - count * 1_000;
  for (let from = 1; from <= count; from += BATCH) {
    const size = Math.min(BATCH, count - from + 1);
    const rows = Array.from({ length: size }, (_, i) => message(roomId, from + i, begun, searchableText));
    await db.collection('messages').insertMany(rows, { ordered: false });
  }
  return { roomId, middle: String(idAt(Math.floor(count / 2), begun)) };
}

const idAt = (seq, begun) =>
  new ObjectId(
    Math.floor((begun + seq * 1_000) / 1_000)
      .toString(16)
      .padStart(8, '0') + seq.toString(16).padStart(16, '0'),
  );

function message(roomId, seq, begun, searchableText) {
  const pick = pickerOf(seq);
  const isDeleted = seq % DELETED_EVERY === 0;
  const isHidden = !isDeleted && seq % HIDDEN_EVERY === 0;
  const content = isDeleted ? '' : `${sentence(pick)}${seq % RARE_EVERY === 0 ? ` ${RARE}` : ''}`;
  const sender_id = memberId(seq % (MEMBERS - 1));
  const answered = seq - 1;
  return {
    _id: idAt(seq, begun),
    room_id: new ObjectId(roomId),
    seq,
    sender_id,
    sender_name: '벤치',
    type: 'text',
    content,
    reply_to:
      seq % REPLY_EVERY === 0
        ? { id: String(idAt(answered, begun)), seq: answered, sender_id: memberId(answered % (MEMBERS - 1)) }
        : null,
    attachments: [],
    mentions: [],
    temp_id: `t${seq}`,
    reactions: [],
    audience: 0,
    is_deleted: isDeleted,
    version: isDeleted || isHidden ? 2 : 1,
    search: isDeleted || isHidden ? null : searchableText(content),
    ...(isHidden && { hidden: { reason: '벤치', by: memberId(0), at: new Date() }, moderation_version: 1 }),
    edited_at: null,
    created_at: new Date(begun + seq * 1_000),
  };
}
