// Rows as chat-socket stores them: members, one room of all of them, and rooms with a history.
import { mongo } from 'mongoose';

const { ObjectId } = mongo;
const AT_ONCE = 5_000;
export const memberId = (i) => `65f0${i.toString(16).padStart(20, '0')}`;

export async function fillMembers(db, count) {
  const at = new Date();
  const rows = Array.from({ length: count }, (_, i) => ({
    _id: memberId(i),
    username: `member${i}`,
    display_name: `회원 ${i}`,
    avatar: null,
    status: 'active',
    roles: ['USER'],
    version: 1,
    last_seen_at: at,
  }));
  await db.collection('members').insertMany(rows);
}

/** A group of the first members. @returns its id */
export async function openRoom(db, members, readSeq = 0) {
  const at = new Date();
  const _id = new ObjectId();
  const dates = { created_at: at, updated_at: at };
  const room = { _id, type: 'group', name: '모임', owner_id: memberId(0), audience: 0, version: 1, ...dates };
  await db.collection('rooms').insertOne(room);
  const rows = Array.from({ length: members }, (_, i) => ({
    room_id: _id,
    member_id: memberId(i),
    joined_at: at,
    read_seq: readSeq,
    muted: false,
  }));
  await db.collection('memberships').insertMany(rows);
  return _id.toHexString();
}

/** Messages 1 to `count` of a room. @returns the id of the one in the middle */
export async function fillHistory(db, roomId, count, members) {
  const room_id = new ObjectId(roomId);
  const begun = Date.now() - count * 1_000;
  let middle;
  for (let from = 1; from <= count; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, count - from + 1) }, (_, i) => row(from + i));
    await db.collection('messages').insertMany(rows, { ordered: false });
    middle ??= rows.find(({ seq }) => seq >= count / 2)?._id;
  }
  return middle.toHexString();

  function row(seq) {
    return {
      _id: new ObjectId(),
      room_id,
      seq,
      sender_id: memberId(seq % members),
      sender_name: `회원 ${seq % members}`,
      type: 'text',
      content: `${seq}번째 이야기입니다. 토요일에 봐요!`,
      reply_to: null,
      attachments: [],
      mentions: [],
      temp_id: `t${seq}`,
      reactions: [],
      audience: 0,
      is_deleted: false,
      version: 1,
      grams: ['이야', '야기', '토요', '요일'],
      edited_at: null,
      created_at: new Date(begun + seq * 1_000),
    };
  }
}
