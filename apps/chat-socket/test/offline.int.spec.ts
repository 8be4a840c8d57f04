import type { NotificationRequest } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { ChatUnderTest, Person } from './support/chat-under-test';

const id = (): string => new Types.ObjectId().toHexString();

interface Told extends NotificationRequest {
  data: { room_id: string; message_id: string; seq: number; actor_id: string; title?: string };
}

/** What core was asked to tell members of a room, in the order of the messages. */
async function toldOf(chat: ChatUnderTest, roomId: string): Promise<Told[]> {
  const filter = { name: 'chat-socket.notification.requested', 'payload.data.room_id': roomId };
  const rows = await chat.db.collection('outbox').find(filter).sort({ 'payload.data.seq': 1 }).toArray();
  return rows.map((row) => row.payload as Told);
}

/** Until nothing of the room waits to be told of. */
const settled = (chat: ChatUnderTest, roomId: string): Promise<boolean> =>
  until(
    async () =>
      (await chat.db
        .collection('messages')
        .countDocuments({ room_id: new Types.ObjectId(roomId), notify_at: { $exists: true } })) === 0,
    'all is settled',
  );

describe('members who are away', () => {
  let chat: ChatUnderTest;
  let writer: Person;
  let away: Person;
  let other: Person;

  beforeAll(async () => {
    chat = await ChatUnderTest.start({
      nodes: 3,
      config: { NOTIFY_AFTER_MS: 200, NOTIFY_ONLINE_AFTER_MS: 3_600_000, SOCKET_MESSAGES_PER_S: 1_000 },
    });
    writer = await chat.member('김민호');
    away = await chat.member('박지민');
    other = await chat.member('이서연');
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const say = async (roomId: string, content = '안녕', who = writer, node = 0): Promise<string> => {
    const socket = await chat.connect(who, node);
    const answer = await socket.ask('message:send', { roomId, content, tempId: id() });
    expect(answer).toMatchObject({ ok: true });
    socket.socket.disconnect();
    return String(answer.messageId);
  };

  it('are told once of a burst, whichever of three processes sees to it', async () => {
    const roomId = await chat.group([writer, away, other], '목요반');
    for (let i = 0; i < 12; i += 1) await say(roomId, `${i}`, writer, i % 3);
    await settled(chat, roomId);
    const told = await toldOf(chat, roomId);
    for (const one of [away, other]) expect(told.filter((it) => it.member_ids.includes(one.id))).toHaveLength(1);
    expect(told.flatMap((it) => it.member_ids)).not.toContain(writer.id);
    const [first] = told;
    expect(first).toEqual({
      member_ids: expect.arrayContaining([away.id, other.id]),
      type: 'chat.message',
      dedupe_key: `chat:chat.message:${first!.data.message_id}`,
      data: {
        room_id: roomId,
        message_id: expect.any(String),
        seq: first!.data.seq,
        actor_id: writer.id,
        title: '목요반',
      },
    });
  });

  it('are told anew when they have looked since, and not before', async () => {
    const roomId = await chat.group([writer, away]);
    await say(roomId, '하나');
    await settled(chat, roomId);
    await say(roomId, '둘');
    await settled(chat, roomId);
    expect(await toldOf(chat, roomId)).toHaveLength(1);
    for (let i = 0; i < 2; i += 1) {
      expect((await away.client.send('PUT', `/rooms/${roomId}/read`, { up_to_seq: 2 })).status).toBe(200);
    }
    const filter = { name: 'chat-socket.messages.read', 'payload.room_id': roomId };
    const read = await chat.db.collection('outbox').find(filter).toArray();
    expect(read.map((row) => row.payload as object)).toEqual([{ member_id: away.id, room_id: roomId, up_to_seq: 2 }]);
    await say(roomId, '셋');
    await settled(chat, roomId);
    expect((await toldOf(chat, roomId)).map((one) => one.data.seq)).toEqual([1, 3]);
  });

  it('are not told of what they have read, nor when they muted the room', async () => {
    const roomId = await chat.group([writer, away, other]);
    await away.client.send('PUT', `/rooms/${roomId}/mute`, { muted: true });
    await say(roomId);
    await other.client.send('PUT', `/rooms/${roomId}/read`, { up_to_seq: 1 });
    await settled(chat, roomId);
    expect((await toldOf(chat, roomId)).flatMap((one) => one.member_ids)).not.toContain(away.id);
  });

  it('are told once of an edit that names them, and not of one that no longer does', async () => {
    const roomId = await chat.group([writer, away, other]);
    const socket = await chat.connect(writer);
    const { messageId } = await socket.ask('message:send', { roomId, content: '안녕', tempId: id() });
    for (const one of [away, other]) await one.client.send('PUT', `/rooms/${roomId}/read`, { up_to_seq: 1 });
    await settled(chat, roomId);
    const edit = async (content: string): Promise<string[]> => {
      const path = `/messages/${String(messageId)}`;
      const { data } = await writer.client.send<{ message: { mentions: string[] } }>('PATCH', path, { content });
      await settled(chat, roomId);
      return data.message.mentions;
    };
    const before = (await toldOf(chat, roomId)).length;
    expect(await edit('@박지민 안녕')).toEqual([away.id]);
    const named = { type: 'chat.mention', member_ids: [away.id], dedupe_key: `chat:chat.mention:${String(messageId)}` };
    expect((await toldOf(chat, roomId)).slice(before)).toMatchObject([named]);
    expect(await edit('@박지민 다시 안녕')).toEqual([away.id]);
    expect(await edit('모두 안녕')).toEqual([]);
    expect((await toldOf(chat, roomId)).slice(before)).toHaveLength(1);
    socket.socket.disconnect();
  });

  it('are told by name each time, in the global room only so', async () => {
    const room = await chat.db.collection('rooms').findOne({ key: 'global' });
    const roomId = String(room!._id);
    await say(roomId, '모두 안녕');
    const first = await say(roomId, '@박지민 님 안녕');
    const second = await say(roomId, '@박지민님 또 안녕');
    await settled(chat, roomId);
    const told = await toldOf(chat, roomId);
    expect(told.map((one) => [one.type, one.data.message_id, one.member_ids])).toEqual([
      ['chat.mention', first, [away.id]],
      ['chat.mention', second, [away.id]],
    ]);
  });

  it('are told of a private message without a name of the room', async () => {
    const body = { type: 'private', participants: [away.id] };
    const { data } = await writer.client.send<{ room: { id: string } }>('POST', '/rooms', body);
    await say(data.room.id);
    await settled(chat, data.room.id);
    const [told] = await toldOf(chat, data.room.id);
    expect(told).toMatchObject({ member_ids: [away.id], data: { actor_id: writer.id } });
    expect(told!.data).not.toHaveProperty('title');
  });

  it('are not told while they are here, and what waits for them is kept', async () => {
    const here = await chat.member('정하은');
    const socket = await chat.connect(here, 1);
    await until(() => socket.of('user:online').includes(here.id as never), 'they are known to be here');
    const roomId = await chat.group([writer, here, away]);
    await say(roomId);
    await until(async () => (await toldOf(chat, roomId)).length > 0, 'who is away was told');
    expect((await toldOf(chat, roomId)).flatMap((one) => one.member_ids)).toEqual([away.id]);
    const waiting = await chat.db.collection('messages').findOne({ room_id: new Types.ObjectId(roomId) });
    expect(waiting!.notify_at.getTime()).toBe(waiting!.created_at.getTime() + 3_600_000);
  });

  it('are not told of what was deleted before', async () => {
    const roomId = await chat.group([writer, away]);
    await away.client.send('PUT', `/rooms/${roomId}/mute`, { muted: true });
    const messageId = await say(roomId);
    await settled(chat, roomId);
    await writer.client.send('DELETE', `/messages/${messageId}`);
    await away.client.send('PUT', `/rooms/${roomId}/mute`, { muted: false });
    const row = { _id: new Types.ObjectId(messageId) };
    await chat.db.collection('messages').updateOne(row, { $set: { notify_at: new Date() } });
    await settled(chat, roomId);
    expect(await toldOf(chat, roomId)).toEqual([]);
  });
});

describe('members who are connected and do not read', () => {
  it('are told too, later; and what a process left behind is told by another', async () => {
    const chat = await ChatUnderTest.start({
      nodes: 2,
      config: { NOTIFY_AFTER_MS: 1_000, NOTIFY_ONLINE_AFTER_MS: 1_500 },
    });
    try {
      const [writer, reader] = [await chat.member('김민호'), await chat.member('박지민')];
      const idle = await chat.connect(reader, 0);
      await until(() => idle.of('user:online').includes(reader.id as never), 'they are known to be here');
      const roomId = await chat.group([writer, reader]);
      const socket = await chat.connect(writer, 1);
      expect(await socket.ask('message:send', { roomId, content: '안녕', tempId: '1' })).toMatchObject({ ok: true });
      await chat.nodes[1]!.stop();
      await until(async () => (await toldOf(chat, roomId)).length === 1, 'told');
      expect((await toldOf(chat, roomId))[0]).toMatchObject({ member_ids: [reader.id], type: 'chat.message' });
    } finally {
      await chat.stop();
    }
  }, 60_000);
});
