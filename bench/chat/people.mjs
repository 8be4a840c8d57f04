// Rows as chat-socket stores them: members, and one room of all of them.
import { mongo } from 'mongoose';

const { ObjectId } = mongo;
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
