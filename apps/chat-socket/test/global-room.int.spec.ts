import type { MemberState } from '@dongbaejul/contracts';
import type { ChatRoomDto } from '../src/rooms/dto/room.dto';
import { ChatUnderTest, Person } from './support/chat-under-test';

describe('the global room', () => {
  let chat: ChatUnderTest;
  let speaker: Person;
  let roomId: string;
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ config: { SOCKET_MESSAGES_PER_S: 1_000 } });
    speaker = await chat.member('김민호');
    roomId = String((await chat.db.collection('rooms').findOne({ key: 'global' }))!._id);
  }, 60_000);
  afterAll(() => chat.stop(), 30_000);

  const say = async (count: number): Promise<void> => {
    const socket = await chat.connect(speaker);
    for (let i = 0; i < count; i += 1) {
      const sent = { roomId, content: `말 ${i}`, tempId: `${socket.socket.id}-${i}` };
      expect(await socket.ask('message:send', sent)).toMatchObject({ ok: true });
    }
    socket.socket.disconnect();
  };
  const seen = async (who: Person): Promise<ChatRoomDto> =>
    (await who.client.send<{ room: ChatRoomDto }>('GET', `/rooms/${roomId}`)).data.room;
  const become = (who: Person, status: MemberState['status']): Promise<void> =>
    chat.tell({ id: who.id, username: who.name, display_name: who.name, avatar: null, roles: ['USER'], status });

  it('holds nothing unread for who is new, and all that was said before', async () => {
    await say(5);
    const newcomer = await chat.member('박지민');
    expect(await seen(newcomer)).toMatchObject({ unread_count: 0, last_seq: 5, read_seq: 5 });
    const path = `/rooms/${roomId}/messages`;
    expect((await newcomer.client.send<{ messages: [] }>('GET', path)).data.messages).toHaveLength(5);
    await say(2);
    expect(await seen(newcomer)).toMatchObject({ unread_count: 2 });
  });

  it('is as it was left for who was blocked and comes back', async () => {
    const who = await chat.member('이서연');
    expect((await who.client.send('PUT', `/rooms/${roomId}/mute`, { muted: true })).status).toBe(200);
    await become(who, 'blocked');
    expect((await who.client.send('GET', `/rooms/${roomId}`)).status).toBe(404);
    await say(3);
    await become(who, 'active');
    expect(await seen(who)).toMatchObject({ muted: true, unread_count: 3 });
    await become(who, 'closed');
    expect(await chat.db.collection('members').countDocuments({ global_place: { $exists: true } })).toBe(0);
  });
});
