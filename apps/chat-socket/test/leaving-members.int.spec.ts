import { randomUUID } from 'node:crypto';
import type { EventEnvelope, EventName } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed, until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { ExportMemberData } from '../src/member-data/export-member-data';
import { MessagesOfMembers } from '../src/member-data/messages-of-members.repository';
import { MemberDataEvents } from '../src/member-data/member-data.events';
import { MessagesRepository } from '../src/messages/messages.repository';
import { ChatUnderTest, Person } from './support/chat-under-test';

const COLLECTIONS = ['rooms', 'memberships', 'messages'];

interface RoomView {
  id: string;
  name: string;
  type: string;
  owner: string | null;
  participants: { id: string }[];
  unread_count: number;
}

let chat: ChatUnderTest;
beforeAll(async () => {
  chat = await ChatUnderTest.start();
}, 30_000);
afterAll(() => chat.stop(), 30_000);

const envelope = <Name extends EventName>(
  name: Name,
  payload: EventEnvelope<Name>['payload'],
): EventEnvelope<Name> => ({
  id: new Types.ObjectId().toHexString(),
  name,
  source: 'auth',
  aggregate_id: 'x',
  version: 1,
  occurred_at: new Date().toISOString(),
  trace_id: 'a-trace-of-this-test',
  payload,
});
const close = async ({ id, name }: Person, merged_into?: string): Promise<void> => {
  const state = { id, username: name, display_name: '', avatar: null, roles: ['USER' as const] };
  const payload = { ...state, status: 'closed' as const, ...(merged_into && { merged_into }) };
  await chat.tell(payload);
  const event = envelope('auth.member.changed', payload);
  await chat.get(Transactions).run((session) => chat.get(MemberDataEvents).onMemberChanged(event, session));
};
const merge = (from: Person, into: Person): Promise<void> => {
  const event = envelope('auth.member.merged', { from_id: from.id, into_id: into.id });
  return chat.get(Transactions).run((session) => chat.get(MemberDataEvents).onMemberMerged(event, session));
};
const roomsOf = async (who: Person): Promise<RoomView[]> =>
  (await who.client.send<{ rooms: RoomView[] }>('GET', '/rooms')).data.rooms.filter(({ type }) => type !== 'global');
const room = async (who: Person, id: string): Promise<RoomView> =>
  (await who.client.send<{ room: RoomView }>('GET', `/rooms/${id}`)).data.room;
const pair = async (who: Person, other: Person): Promise<string> => {
  const { data } = await who.client.send<{ room: { id: string } }>('POST', '/rooms', {
    type: 'private',
    participants: [other.id],
  });
  return data.room.id;
};
const say = async (who: Person, roomId: string, content: string, tempId: string = randomUUID()): Promise<void> => {
  const socket = await chat.connect(who);
  await socket.ask('room:join', { roomId });
  const answer = await socket.ask('message:send', { roomId, content, tempId });
  expect(answer).toMatchObject({ ok: true });
  socket.socket.disconnect();
};
const history = async (
  who: Person,
  roomId: string,
): Promise<{ content: string; sender: { id: string; name: string } }[]> =>
  (await who.client.send<{ messages: never[] }>('GET', `/rooms/${roomId}/messages`)).data.messages;
const exported = async ({ id }: Person): Promise<Map<string, Record<string, unknown>[]>> => {
  const files = new Map<string, Record<string, unknown>[]>();
  let cursor: string | undefined;
  do {
    const page = await chat.get(ExportMemberData).page(id, cursor);
    for (const { name, content } of page.files) files.set(name, content as Record<string, unknown>[]);
    cursor = page.next_cursor;
  } while (cursor);
  return files;
};

describe("a member's own part of the chat", () => {
  it('is exported: rooms, own messages, how far was read, and nothing that others wrote', async () => {
    const [me, other] = [await chat.member('나'), await chat.member('너')];
    const id = await chat.group([me, other], '주말 모임');
    await say(me, id, '내 말');
    await say(other, id, '남의 말');
    await me.client.send('PUT', `/rooms/${id}/read`, { up_to_seq: 2 });
    const files = await exported(me);
    expect([...files.keys()]).toEqual(['rooms.json', 'messages.json', 'presence.json']);
    expect(files.get('messages.json')).toMatchObject([{ content: '내 말', seq: 1 }]);
    const mine = files.get('rooms.json')?.find(({ room_id }) => String(room_id) === id);
    expect(mine).toMatchObject({ read_seq: 2, room: { name: '주말 모임', type: 'group' } });
    expect(JSON.stringify([...files])).not.toContain('남의 말');
    await expect(chat.get(ExportMemberData).page(me.id, '9..1')).rejects.toThrow('INVALID_INPUT');
  });
});

describe('a member who closes the account', () => {
  it('is out of every room, also on open sockets, and no longer named in what they wrote', async () => {
    const [me, other] = [await chat.member('떠날이'), await chat.member('남을이')];
    const group = await chat.group([me, other]);
    const privateRoom = await pair(me, other);
    for (const id of [group, privateRoom]) await say(me, id, `말 ${id}`);
    const socket = await chat.connect(me);
    await socket.ask('room:join', { roomId: group });
    await close(me);
    expect((await room(other, group)).participants.map(({ id }) => id)).toEqual([other.id]);
    expect(await room(other, group)).toMatchObject({ owner: other.id });
    expect(await room(other, privateRoom)).toMatchObject({ name: '탈퇴한 회원' });
    expect((await history(other, group))[0]?.sender).toMatchObject({ name: '탈퇴한 회원' });
    await say(other, group, '이제 없지');
    await until(async () => (await history(other, group)).length === 2, 'the message');
    expect(socket.of('message:received')).toEqual([]);
    const rows = await chat.db.collection('messages').find({ sender_id: me.id }).toArray();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain('떠날이');
    expect(await chat.db.collection('memberships').countDocuments({ member_id: me.id })).toBe(0);
  });

  it('is forgotten from where that stopped when it takes more than one try', async () => {
    const me = await chat.member('떠날이');
    await say(me, await chat.group([me]), '말');
    const messages = chat.get(MessagesOfMembers);
    await messages.forgetName(me.id);
    const again = jest.spyOn(messages['messages'], 'updateMany');
    await messages.forgetName(me.id);
    expect(again).not.toHaveBeenCalled();
    again.mockRestore();
  });

  it('leaves no room when the account goes on as another', async () => {
    const [me, into, other] = [await chat.member(), await chat.member(), await chat.member()];
    const group = await chat.group([me, other]);
    await close(me, into.id);
    await merge(me, into);
    expect(await room(into, group)).toMatchObject({ owner: into.id });
  });
});

describe('who is removed from a group', () => {
  it('is in the audit log with who did it; who leaves by themselves is not', async () => {
    const [owner, other, third] = [await chat.member(), await chat.member(), await chat.member()];
    const id = await chat.group([owner, other, third]);
    expect((await owner.client.send('DELETE', `/rooms/${id}/members/${other.id}`)).status).toBe(200);
    expect((await third.client.send('POST', `/rooms/${id}/leave`)).status).toBe(200);
    const told = await chat.db.collection('outbox').find({ name: 'chat-socket.audit.recorded' }).toArray();
    expect(told.map(({ payload }) => payload as object)).toMatchObject([
      { action: 'room.member_removed', actor_id: owner.id, object_id: id, before: { member_id: other.id } },
    ]);
  });
});

describe('two accounts of one person', () => {
  it('are in a group once, own it, have written what either wrote and read what either read', async () => {
    const [from, into, other] = [await chat.member('하나'), await chat.member('둘'), await chat.member('셋')];
    const shared = await chat.group([from, into, other]);
    await say(other, shared, '읽은 말');
    await from.client.send('PUT', `/rooms/${shared}/read`, { up_to_seq: 1 });
    // The same id of two clients is one of each.
    await say(from, shared, '하나의 말', 'temp');
    await say(into, shared, '둘의 말', 'temp');
    await merge(from, into);
    const seen = await room(into, shared);
    expect(seen).toMatchObject({ owner: into.id, unread_count: 0 });
    expect(seen.participants.map(({ id }) => id).sort()).toEqual([into.id, other.id].sort());
    const senders = (await history(other, shared)).map(({ sender }) => sender);
    expect(senders.map(({ id }) => id)).toEqual([other.id, into.id, into.id]);
    expect((await exported(from)).get('messages.json')).toEqual([]);
    expect((await exported(into)).get('messages.json')).toHaveLength(2);
    await merge(from, into);
    expect(await history(other, shared)).toHaveLength(3);
  });

  it.each(['before', 'after'])(
    'keep what either set and read in a room, told of %s the account is closed',
    async (when) => {
      const [from, into, other] = [await chat.member('하나'), await chat.member('둘'), await chat.member('셋')];
      const shared = await chat.group([other, from, into]);
      const { insertedId: globalId } = {
        insertedId: (await chat.db.collection('rooms').findOne({ key: 'global' }))!._id,
      };
      const placeOf = (who: Person, room_id: unknown = new Types.ObjectId(shared)) =>
        chat.db.collection('memberships').findOne({ room_id: room_id as Types.ObjectId, member_id: who.id });
      for (const id of [shared, String(globalId)]) await from.client.send('PUT', `/rooms/${id}/mute`, { muted: true });
      const told = { told_seq: 7, told_at: new Date(7) };
      const joined_at = new Date(1);
      const theirs = { room_id: new Types.ObjectId(shared), member_id: from.id };
      await chat.db.collection('memberships').updateOne(theirs, { $set: { ...told, joined_at } });
      await chat.db
        .collection('memberships')
        .updateOne({ ...theirs, room_id: globalId }, { $set: { read_seq: 9_999 } });
      const last_seen_at = new Date();
      await chat.db.collection('members').updateOne({ _id: from.id as never }, { $set: { last_seen_at } });
      if (when === 'after') await close(from, into.id);
      await merge(from, into);
      if (when === 'before') await close(from, into.id);
      expect(await placeOf(into)).toMatchObject({ muted: true, joined_at, ...told });
      expect(await placeOf(into, globalId)).toMatchObject({ muted: true, read_seq: 9_999 });
      expect([await placeOf(from), await placeOf(from, globalId)]).toEqual([null, null]);
      expect(await chat.db.collection('members').findOne({ _id: into.id as never })).toMatchObject({ last_seen_at });
    },
  );

  it('wait for the one that is blocked, outside of the room of all', async () => {
    const [from, into] = [await chat.member('하나'), await chat.member('둘')];
    const globalId = String((await chat.db.collection('rooms').findOne({ key: 'global' }))!._id);
    const inGlobal = (who: Person) =>
      chat.db.collection('memberships').findOne({ room_id: new Types.ObjectId(globalId), member_id: who.id });
    await from.client.send('PUT', `/rooms/${globalId}/mute`, { muted: true });
    const state = { id: into.id, username: 'x', display_name: '둘', avatar: null, roles: ['USER' as const] };
    await chat.tell({ ...state, status: 'blocked' });
    await merge(from, into);
    expect([await inGlobal(from), await inGlobal(into)]).toEqual([null, null]);
    await chat.tell({ ...state, status: 'active' });
    expect(await inGlobal(into)).toMatchObject({ muted: true });
  });

  it('are one where others named, answered or liked either', async () => {
    const [from, into, other] = [await chat.member('하나둘'), await chat.member('둘둘'), await chat.member('셋셋')];
    const shared = await chat.group([from, into, other]);
    await say(from, shared, '하나의 말');
    const [first] = (await history(other, shared)) as unknown as { id: string }[];
    const socket = await chat.connect(other);
    const sent = { roomId: shared, content: '@하나둘 @둘둘 안녕', tempId: 'x', replyTo: first!.id };
    expect(await socket.ask('message:send', sent)).toMatchObject({ ok: true });
    for (const one of [from, into]) {
      expect(
        (await one.client.send('PUT', `/messages/${first!.id}/reactions/${encodeURIComponent('👍')}`)).status,
      ).toBe(200);
    }
    await expectIndexed(chat.db, COLLECTIONS, () => merge(from, into));
    const seen = await history(other, shared);
    expect(JSON.stringify(seen)).not.toContain(from.id);
    expect(seen).toMatchObject([
      { reactions: [{ emoji: '👍', count: 1, member_ids: [into.id] }] },
      { mentions: [into.id], reply_to: { sender_id: into.id } },
    ]);
    socket.socket.disconnect();
  });

  it('share one private room with anybody; a second one can be read and left', async () => {
    const [from, into, one, both] = [
      await chat.member('옛'),
      await chat.member('새'),
      await chat.member('한쪽'),
      await chat.member('양쪽'),
    ];
    const withOne = await pair(from, one);
    const [earlier, kept] = [await pair(from, both), await pair(into, both)];
    const oneself = await pair(from, into);
    await say(from, earlier, '옛 이야기');
    await merge(from, into);
    expect(await pair(into, one)).toBe(withOne);
    expect(await pair(both, into)).toBe(kept);
    expect(await room(both, earlier)).toMatchObject({ type: 'group', name: '이전 대화' });
    expect((await history(into, earlier))[0]).toMatchObject({ content: '옛 이야기', sender: { id: into.id } });
    expect((await both.client.send('POST', `/rooms/${earlier}/leave`)).status).toBe(200);
    expect((await roomsOf(into)).filter(({ id }) => id === oneself)).toHaveLength(1);
    expect((await into.client.send('POST', `/rooms/${oneself}/leave`)).status).toBe(200);
  });

  it('may have written more than a transaction holds', async () => {
    const [from, into] = [await chat.member(), await chat.member()];
    const roomId = new Types.ObjectId();
    const rows = Array.from({ length: 2_500 }, (_, i) => ({
      _id: new Types.ObjectId(),
      room_id: roomId,
      seq: i + 1,
      sender_id: from.id,
      sender_name: '옛',
      type: 'text' as const,
      content: `말 ${i}`,
      reply_to: null,
      attachments: [],
      reactions: [],
      mentions: [],
      temp_id: `t${i}`,
      audience: 0,
      is_deleted: false,
      version: 1,
      edited_at: null,
      created_at: new Date(),
    }));
    await chat.get(MessagesRepository).append(rows);
    await merge(from, into);
    const count = (sender_id: string): Promise<number> =>
      chat.db.collection('messages').countDocuments({ room_id: roomId, sender_id });
    expect([await count(from.id), await count(into.id)]).toEqual([0, 2_500]);
    const files = await exported(into);
    expect([...files.keys()].filter((name) => name.startsWith('messages'))).toHaveLength(5);
    await close(into);
    expect(await chat.db.collection('messages').countDocuments({ room_id: roomId, sender_name: '옛' })).toBe(0);
  });

  it('are found by indexes, as is one who leaves', async () => {
    const [from, into, other] = [await chat.member(), await chat.member(), await chat.member()];
    const group = await chat.group([from, other]);
    await pair(from, other);
    await say(from, group, '말');
    await expectIndexed(chat.db, COLLECTIONS, () => exported(from));
    await expectIndexed(chat.db, COLLECTIONS, () => merge(from, into));
    await expectIndexed(chat.db, COLLECTIONS, () => close(into));
  });
});
