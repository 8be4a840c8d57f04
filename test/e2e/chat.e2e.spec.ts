import { Platform, until } from '@dongbaejul/testing';
import { Account, ChatClient, HeardMessage, newGroup, newMembers } from '../support/chat-client';

interface Stored {
  id: string;
  seq: number;
  content: string;
  is_deleted: boolean;
  sender: { id: string } | null;
}

/** Chat as the app uses it: a real client on the gateway's origin, two chat processes behind it. */
describe('chat through the gateway', () => {
  let platform: Platform;
  let people: Account[];
  let roomId: string;
  const open: ChatClient[] = [];

  beforeAll(async () => {
    platform = await Platform.start({ services: { auth: 1, 'chat-socket': 2, gateway: 1 } });
    people = await newMembers(platform, 3);
    roomId = await newGroup(people);
  }, 120_000);
  afterEach(() => open.splice(0).forEach((client) => client.close()));
  afterAll(() => platform.stop(), 30_000);

  const connect = async (who: Account): Promise<ChatClient> => {
    const client = await ChatClient.connected(platform.gateway.url, who.api.accessToken);
    open.push(client);
    return client;
  };
  const inRoom = async (who: Account, id = roomId): Promise<ChatClient> => (await connect(who)).join(id);

  it('brings a message to everybody in the room, once, with its number and who said it', async () => {
    const [a, b, c] = await Promise.all(people.map((one) => inRoom(one)));
    const sent = await a!.say(roomId, '토요일 두 시에 봐요', 'first');
    expect(sent).toMatchObject({ ok: true, tempId: 'first' });
    for (const other of [b!, c!]) {
      await until(() => other.heard.length === 1, 'it is heard');
      expect(other.heard[0]).toMatchObject({
        id: sent.messageId,
        roomId,
        seq: sent.seq,
        content: '토요일 두 시에 봐요',
        sender: { id: people[0]!.id, name: people[0]!.name },
      });
    }
    await until(() => a!.of('message:sent').length === 1, 'the sender is told');
    expect(a!.of('message:sent')).toEqual([{ tempId: 'first', messageId: sent.messageId, seq: sent.seq }]);
    expect(a!.heard).toEqual([]);
    expect(await a!.say(roomId, '토요일 두 시에 봐요', 'first')).toMatchObject({ ok: true, seq: sent.seq });
    await b!.say(roomId, '네!');
    await until(() => c!.heard.length === 2, 'the next one is heard');
    expect(c!.heard.map(({ content }) => content)).toEqual(['토요일 두 시에 봐요', '네!']);
  });

  it('tells edits, reactions, deletions, typing and read marks', async () => {
    const [a, b] = [await inRoom(people[0]!), await inRoom(people[1]!)];
    const { messageId, seq } = await a.say(roomId, '세 시');
    const edited = await people[0]!.api.patch(`/chat/messages/${messageId as string}`, { content: '네 시' });
    expect(edited.status).toBe(200);
    await until(() => b.of('message:updated').length === 1, 'the edit is told');
    expect(b.of<HeardMessage>('message:updated')[0]).toMatchObject({ id: messageId, content: '네 시' });

    const emoji = encodeURIComponent('👍');
    expect((await people[1]!.api.put(`/chat/messages/${messageId as string}/reactions/${emoji}`)).status).toBe(200);
    await until(() => a.of('message:updated').length === 2, 'the reaction is told');
    expect(a.of<HeardMessage>('message:updated')[1]?.reactions).toEqual([
      { emoji: '👍', count: 1, memberIds: [people[1]!.id] },
    ]);

    await a.ask('typing:status', { roomId, isTyping: true });
    await a.ask('typing:status', { roomId, isTyping: false });
    await until(() => b.of('typing:stop').length === 1, 'typing is told');
    expect(b.of('typing:start')).toEqual([{ userId: people[0]!.id, userName: people[0]!.name, roomId }]);

    expect(await b.ask('message:read', { roomId, upToSeq: seq })).toMatchObject({ ok: true });
    await until(() => a.of('message:read').length === 1, 'the read mark is told');
    expect(a.of('message:read')).toEqual([{ roomId, userId: people[1]!.id, upToSeq: seq }]);

    expect((await people[0]!.api.delete(`/chat/messages/${messageId as string}`)).status).toBe(200);
    await until(() => b.of('message:deleted').length === 1, 'the deletion is told');
    expect(b.of('message:deleted')).toEqual([{ roomId, messageId, seq }]);
  });

  it('gives who was away what they missed, by sync and by REST alike, and counts it', async () => {
    const room = await newGroup(people, '다녀온 사이');
    const [a, b] = [await inRoom(people[0]!, room), await inRoom(people[1]!, room)];
    await a.say(room, '하나');
    await until(() => b.heard.length === 1, 'the first is heard');
    b.close();
    for (const content of ['둘', '셋', '넷']) await a.say(room, content);
    const unread = async (who: Account): Promise<number> =>
      (await who.api.get<{ room: { unread_count: number } }>(`/chat/rooms/${room}`)).data.room.unread_count;
    expect(await unread(people[1]!)).toBe(4);

    const back = await inRoom(people[1]!, room);
    const answer = await back.ask<{ messages: HeardMessage[]; hasMore: boolean; lastSeq: number }>('room:sync', {
      roomId: room,
      afterSeq: 1,
    });
    expect(answer.messages.map(({ seq, content }) => [seq, content])).toEqual([
      [2, '둘'],
      [3, '셋'],
      [4, '넷'],
    ]);
    expect([answer.hasMore, answer.lastSeq]).toEqual([false, 4]);
    const { data } = await people[1]!.api.get<{ messages: Stored[] }>(`/chat/rooms/${room}/messages?after_seq=1`);
    expect(data.messages.map(({ id, seq, content }) => [id, seq, content])).toEqual(
      answer.messages.map(({ id, seq, content }) => [id, seq, content]),
    );
    // Read on one device, read on all.
    await back.ask('message:read', { roomId: room, upToSeq: 3 });
    expect(await unread(people[1]!)).toBe(1);
    expect(await unread(people[0]!)).toBe(0);
  });

  it('says who comes and goes, once for all of their tabs', async () => {
    const watcher = await connect(people[0]!);
    const about = (event: string): unknown[] =>
      watcher.got.filter((one) => one.event === event && one.payload === people[2]!.id);
    // Another test's goodbye may still be on its way.
    await until(async () => {
      const { data } = await people[0]!.api.get<{ room: { participants: { id: string; online: boolean }[] } }>(
        `/chat/rooms/${roomId}`,
      );
      return data.room.participants.find((one) => one.id === people[2]!.id)?.online === false;
    }, 'nobody is left of before');
    watcher.got.length = 0;
    const tabs = [await connect(people[2]!), await connect(people[2]!), await connect(people[2]!)];
    await until(() => about('user:online').length === 1, 'online');
    tabs[0]!.close();
    tabs[1]!.close();
    await watcher.join(roomId);
    tabs[2]!.close();
    await until(() => about('user:offline').length === 1, 'offline');
    expect(about('user:online')).toHaveLength(1);
  });
});
