import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { MessageDto, MessagesAnswer } from '../src/messages/dto/message.dto';
import { ChatUnderTest, Person, TestSocket } from './support/chat-under-test';

const id = (): string => new Types.ObjectId().toHexString();

describe('messages by REST', () => {
  let chat: ChatUnderTest;
  let [a, b]: Person[] = [];
  let roomId: string;
  let socket: TestSocket;
  const ids: string[] = [];

  beforeAll(async () => {
    chat = await ChatUnderTest.start({ config: { SOCKET_MESSAGES_PER_S: 1_000 } });
    a = await chat.member('김민호');
    b = await chat.member('박지민');
    roomId = await chat.group([a, b]);
    socket = await chat.connect(a);
    for (let i = 1; i <= 12; i += 1) ids.push(await say(`말 ${i}`));
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const say = async (content: string, more: object = {}): Promise<string> =>
    String((await socket.ask('message:send', { roomId, content, tempId: id(), ...more })).messageId);
  const history = async (query: string): Promise<{ seqs: number[]; more: boolean }> => {
    const { data } = await b!.client.send<MessagesAnswer>('GET', `/rooms/${roomId}/messages?${query}`);
    return { seqs: data.messages.map((one) => one.seq), more: data.has_more };
  };
  const unread = async (who: Person): Promise<number> =>
    (await who.client.send<{ room: { unread_count: number } }>('GET', `/rooms/${roomId}`)).data.room.unread_count;

  it('are read from the newest back, around one, and after a number', async () => {
    expect(await history('limit=3')).toEqual({ seqs: [10, 11, 12], more: true });
    expect(await history(`limit=3&before=${ids[9]}`)).toEqual({ seqs: [7, 8, 9], more: true });
    expect(await history(`before=${ids[2]}`)).toEqual({ seqs: [1, 2], more: false });
    expect((await history(`limit=5&around=${ids[5]}`)).seqs).toEqual([4, 5, 6, 7, 8]);
    expect(await history('limit=5&after_seq=9')).toEqual({ seqs: [10, 11, 12], more: false });
    const both = await b!.client.send('GET', `/rooms/${roomId}/messages?after_seq=1&before=${ids[2]}`);
    expect(both.status).toBe(400);
    expect((await b!.client.send('GET', `/rooms/${roomId}/messages?before=${id()}`)).status).toBe(404);
  });

  it('are unread once, on whichever device they are read, and marks never go back', async () => {
    const reading = await chat.connect(b!);
    expect(await unread(b!)).toBe(12);
    expect(await unread(a!)).toBe(0);
    await reading.ask('message:read', { roomId, upToSeq: 8 });
    expect((await b!.client.send('PUT', `/rooms/${roomId}/read`, { message_ids: [ids[2]] })).status).toBe(200);
    expect(await unread(b!)).toBe(4);
    await b!.client.send('PUT', `/rooms/${roomId}/read`, { up_to_seq: 9_999 });
    expect(await unread(b!)).toBe(0);
    const next = await say('하나 더');
    expect(await unread(b!)).toBe(1);
    ids.push(next);
  });

  it('are changed by their author alone', async () => {
    const path = `/messages/${ids[0]}`;
    expect((await b!.client.send('PATCH', path, { content: '남의 말' })).error.code).toBe('MESSAGE_NOT_YOURS');
    expect((await b!.client.send('DELETE', path)).status).toBe(403);
    const edited = await a!.client.send<{ message: MessageDto }>(
      'PATCH',
      path,
      { content: '고침' },
      { 'if-match': '1' },
    );
    expect(edited.data.message).toMatchObject({ content: '고침', version: 2, edited_at: expect.any(String) });
    expect((await a!.client.send('PATCH', path, { content: '또' }, { 'if-match': '1' })).status).toBe(412);
    expect((await a!.client.send('DELETE', path)).status).toBe(200);
    expect((await a!.client.send('DELETE', path)).status).toBe(404);
    expect((await history('limit=1&after_seq=0')).seqs).toEqual([1]);
  });

  it('carry reactions of many at once, each counted once', async () => {
    const path = `/messages/${ids[3]}/reactions/${encodeURIComponent('👍')}`;
    await Promise.all([a!, b!, a!, b!].map((one) => one.client.send('PUT', path)));
    const answer = await b!.client.send<{ message: MessageDto }>('PUT', path);
    expect(answer.data.message.reactions).toMatchObject([{ emoji: '👍', count: 2 }]);
    const less = await a!.client.send<{ message: MessageDto }>('DELETE', path);
    expect(less.data.message.reactions).toMatchObject([{ count: 1, member_ids: [b!.id] }]);
    expect((await a!.client.send('PUT', `/messages/${ids[3]}/reactions/xx`)).status).toBe(400);
  });

  it('take a reaction of everybody who reacts at the same moment', async () => {
    const crowd = await Promise.all(Array.from({ length: 40 }, (_, i) => chat.member(`회원 ${i}`)));
    const crowded = await chat.group([a!, ...crowd]);
    const said = { roomId: crowded, content: '이번 주 정모 갑시다', tempId: id() };
    const messageId = String((await socket.ask('message:send', said)).messageId);
    const path = `/messages/${messageId}/reactions/${encodeURIComponent('🏸')}`;
    const answers = await Promise.all(crowd.map((one) => one.client.send('PUT', path)));
    expect(answers.map(({ status, error }) => error?.code ?? status)).toEqual(crowd.map(() => 200));
    const { data } = await a!.client.send<MessagesAnswer>('GET', `/rooms/${crowded}/messages`);
    expect(data.messages[0]?.reactions).toMatchObject([{ emoji: '🏸', count: 40 }]);
  });

  it('answer a message of their room, and none that is elsewhere', async () => {
    const [, second] = ids;
    const elsewhere = await chat.group([a!, b!]);
    const sent = { roomId: elsewhere, content: '다른 방', tempId: id() };
    const other = String((await socket.ask('message:send', sent)).messageId);
    const answer = await say('맞아요', { replyTo: second });
    const { data } = await b!.client.send<MessagesAnswer>('GET', `/rooms/${roomId}/messages?limit=1`);
    expect(data.messages[0]).toMatchObject({ id: answer, reply_to: { id: second, seq: 2, sender_id: a!.id } });
    for (const replyTo of [other, id()]) {
      const refused = await socket.ask('message:send', { roomId, content: '뭐가요', tempId: id(), replyTo });
      expect(refused).toMatchObject({ code: 'REPLY_NOT_FOUND' });
    }
    expect(await socket.ask('message:send', { ...sent, tempId: id(), replyTo: answer })).toMatchObject({
      code: 'REPLY_NOT_FOUND',
    });
  });

  it('carry attachments of their sender, and nobody else’s', async () => {
    const core = await chat.withCore();
    const [mine, theirs] = [id(), id()];
    core.uploads.set(mine, a!.id).set(theirs, b!.id);
    const sent = { roomId, content: '', tempId: 'file', type: 'image', attachments: [mine] };
    expect(await socket.ask('message:send', sent)).toMatchObject({ ok: true });
    expect(await socket.ask('message:send', { ...sent, tempId: 'x', attachments: [theirs] })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const { data } = await b!.client.send<MessagesAnswer>('GET', `/rooms/${roomId}/messages?limit=1`);
    await until(() => data.messages.length === 1, 'it is there');
    expect(data.messages[0]).toMatchObject({ type: 'image', attachments: [{ id: mine, name: '사진.webp' }] });
    // Whoever is in the room opens it, an image tag too.
    expect(data.messages[0]!.attachments[0]!.url).toMatch(
      new RegExp(`^/api/v1/uploads/${mine}\\?expires=\\d+&signature=[\\w-]{43}$`),
    );
    expect(data.messages[0]!.attachments[0]!.thumbnail_url).toMatch(
      new RegExp(`^/api/v1/uploads/${mine}\\?size=thumbnail&expires=\\d+&signature=[\\w-]{43}$`),
    );
  });

  it('are files where one of their attachments is no picture, whatever their sender calls them', async () => {
    const core = await chat.withCore();
    const [picture, sheet] = [id(), id()];
    core.uploads.set(picture, a!.id).set(sheet, a!.id);
    core.documents.add(sheet);
    const sent = { roomId, content: '', tempId: 'sheet', type: 'image', attachments: [picture, sheet] };
    expect(await socket.ask('message:send', sent)).toMatchObject({ ok: true });
    const { data } = await b!.client.send<MessagesAnswer>('GET', `/rooms/${roomId}/messages?limit=1`);
    expect(data.messages).toMatchObject([{ type: 'file', attachments: [{ id: picture }, { id: sheet }] }]);
  });
});
