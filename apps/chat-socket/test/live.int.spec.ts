import { until } from '@dongbaejul/testing';
import { FanOut } from '../src/live/fan-out';
import type { LiveMessage } from '../src/live/message-view';
import { MessageWriter } from '../src/messages/message-writer';
import { ChatUnderTest, Person, TestSocket } from './support/chat-under-test';

describe('messages between processes', () => {
  let chat: ChatUnderTest;
  let people: Person[];
  beforeAll(async () => {
    chat = await ChatUnderTest.start({
      nodes: 2,
      config: { SOCKET_MESSAGES_PER_S: 1_000, SOCKET_EVENTS_PER_S: 1_000 },
    });
    people = [];
    for (const name of ['박지민', '김민호', '이서연']) people.push(await chat.member(name));
  }, 60_000);
  afterAll(() => chat.stop());

  const joined = async (who: Person, roomId: string, node: number): Promise<TestSocket> => {
    const socket = await chat.connect(who, node);
    expect(await socket.ask('room:join', { roomId })).toMatchObject({ ok: true });
    return socket;
  };
  const seqs = (socket: TestSocket): number[] => socket.of<LiveMessage>('message:received').map((one) => one.seq);

  it('reach everybody once and in order, while both processes write', async () => {
    const roomId = await chat.group(people);
    const [a, b, c] = await Promise.all(people.map((one, i) => joined(one, roomId, i % 2)));
    const sends: Promise<unknown>[] = [];
    for (let i = 0; i < 100; i += 1) {
      for (const socket of [a!, b!]) {
        sends.push(socket.ask('message:send', { roomId, content: `안녕 ${i}`, tempId: `${socket.socket.id}-${i}` }));
      }
    }
    for (const answer of await Promise.all(sends)) expect(answer).toMatchObject({ ok: true });
    await until(() => seqs(c!).length === 200, 'all have arrived');
    const all = Array.from({ length: 200 }, (_, i) => i + 1);
    expect(seqs(c!)).toEqual(all);
    // A sender gets message:sent in the place of its own.
    for (const socket of [a!, b!]) {
      const stream = (): typeof socket.got =>
        socket.got.filter(({ event }) => ['message:sent', 'message:received'].includes(event));
      await until(() => stream().length === 200, 'all have arrived at a sender');
      expect(socket.of('message:sent')).toHaveLength(100);
      expect(stream().map(({ payload }) => (payload as LiveMessage).seq)).toEqual(all);
    }
  }, 30_000);

  it('come to their sender in their place also when the database brings them first', async () => {
    const roomId = await chat.group(people);
    const a = await joined(people[0]!, roomId, 0);
    const writer = chat.get(MessageWriter);
    const write = writer.write.bind(writer);
    // Who stored it gets to telling of it late, as on a busy machine.
    const slow = jest.spyOn(writer, 'write').mockImplementationOnce(async (...args) => {
      const written = await write(...args);
      (await chat.get(FanOut).peek(roomId))?.expect(written.message.seq);
      await until(() => a.got.some(({ payload }) => (payload as { seq?: number }).seq === 1), 'it has come');
      return written;
    });
    expect(await a.ask('message:send', { roomId, content: '먼저', tempId: 'first' })).toMatchObject({ seq: 1 });
    await a.ask('message:send', { roomId, content: '다음', tempId: 'next' });
    await until(() => a.of('message:sent').some(({ seq }) => seq === 2), 'the next has come');
    expect(a.of('message:sent').map(({ tempId }) => tempId)).toEqual(['first', 'next']);
    expect(seqs(a)).toEqual([]);
    slow.mockRestore();
  });

  it('are told once to a sender who has not joined the room, whoever else has', async () => {
    const roomId = await chat.group(people);
    const b = await joined(people[1]!, roomId, 0);
    const a = await chat.connect(people[0]!, 0);
    for (const tempId of ['one', 'two']) await a.ask('message:send', { roomId, content: '밖에서', tempId });
    await until(() => seqs(b).length === 2, 'both have arrived');
    expect(await a.ask('room:join', { roomId })).toMatchObject({ lastSeq: 2 });
    expect(a.of('message:sent').map(({ tempId }) => tempId)).toEqual(['one', 'two']);
  });

  it('are stored once however often they are sent', async () => {
    const roomId = await chat.group(people);
    const a = await joined(people[0]!, roomId, 0);
    const other = await joined(people[0]!, roomId, 1);
    const c = await joined(people[2]!, roomId, 1);
    const again = { roomId, content: '한 번만', tempId: 'same' };
    const answers = await Promise.all([a, other, a, other].map((one) => one.ask('message:send', again)));
    expect(new Set(answers.map(({ seq }) => seq))).toEqual(new Set([1]));
    await a.ask('message:send', { roomId, content: '다음', tempId: 'next' });
    await until(() => seqs(c).length === 2, 'both have arrived');
    expect(seqs(c)).toEqual([1, 2]);
    expect(await chat.db.collection('messages').countDocuments({ temp_id: 'same' })).toBe(1);
  });

  it('come by sync to who was away', async () => {
    const roomId = await chat.group(people);
    const a = await joined(people[0]!, roomId, 0);
    for (let i = 0; i < 5; i += 1) await a.ask('message:send', { roomId, content: `${i}`, tempId: `s${i}` });
    const late = await joined(people[1]!, roomId, 1);
    const { messages, hasMore, lastSeq } = await late.ask<{
      messages: LiveMessage[];
      hasMore: boolean;
      lastSeq: number;
    }>('room:sync', { roomId, afterSeq: 2, limit: 2 });
    expect(messages.map(({ seq, content }) => [seq, content])).toEqual([
      [3, '2'],
      [4, '3'],
    ]);
    expect([hasMore, lastSeq]).toEqual([true, 5]);
  });

  it('are for members only, and end with the membership (R-18)', async () => {
    const stranger = await chat.member('낯선이');
    const roomId = await chat.group(people);
    const s = await chat.connect(stranger, 1);
    for (const [event, payload] of [
      ['room:join', { roomId }],
      ['room:sync', { roomId, afterSeq: 0 }],
      ['message:send', { roomId, content: '나도', tempId: 'x' }],
      ['message:read', { roomId, upToSeq: 1 }],
      ['typing:status', { roomId, isTyping: true }],
    ] as const) {
      expect(await s.ask(event, payload)).toMatchObject({ code: 'ROOM_NOT_FOUND' });
    }
    const a = await joined(people[0]!, roomId, 0);
    const removed = await joined(people[1]!, roomId, 1);
    const stays = await joined(people[2]!, roomId, 1);
    await a.ask('message:send', { roomId, content: '하나', tempId: '1' });
    await until(() => seqs(removed).length === 1, 'heard before');
    const answer = await people[0]!.client.send('DELETE', `/rooms/${roomId}/members?member_id=${people[1]!.id}`);
    expect(answer.status).toBe(200);
    await a.ask('message:send', { roomId, content: '둘', tempId: '2' });
    await until(() => seqs(stays).length === 2, 'heard by who stays');
    expect(seqs(removed)).toEqual([1]);
    expect(removed.of('room:left')).toEqual([{ roomId }]);
    expect(await removed.ask('message:send', { roomId, content: '셋', tempId: '3' })).toMatchObject({
      code: 'ROOM_NOT_FOUND',
    });
    expect((await people[1]!.client.send('GET', `/rooms/${roomId}/messages`)).error.code).toBe('ROOM_NOT_FOUND');
  });
});
