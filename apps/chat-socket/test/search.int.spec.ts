import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { searchableText } from '@dongbaejul/search';
import { MessagesRepository } from '../src/messages/messages.repository';
import { COUNTED_AMONG } from '../src/search/search.dto';
import type { FoundMessagesAnswer } from '../src/search/search.dto';
import { search as migration } from '../migrations/0011-search';
import { ChatUnderTest, Person, TestSocket } from './support/chat-under-test';

const id = (): string => new Types.ObjectId().toHexString();

describe('search', () => {
  let chat: ChatUnderTest;
  let me: Person;
  let friend: Person;
  let roomId: string;
  let mine: TestSocket;

  beforeAll(async () => {
    chat = await ChatUnderTest.start({ config: { SOCKET_MESSAGES_PER_S: 1_000 } });
    me = await chat.member('김민호');
    friend = await chat.member('박지민');
    roomId = await chat.group([me, friend]);
    mine = await chat.connect(me);
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const say = async (content: string, room = roomId, socket = mine): Promise<string> =>
    String((await socket.ask('message:send', { roomId: room, content, tempId: id() })).messageId);
  const find = (q: string, who = me, more = ''): ReturnType<typeof answered> => answered(q, who, more);
  const answered = (q: string, who: Person, more: string) =>
    who.client.send<FoundMessagesAnswer>('GET', `/search?q=${encodeURIComponent(q)}${more}`);
  const ids = async (q: string, who = me, more = ''): Promise<string[]> =>
    (await find(q, who, more)).data.messages.map((one) => one.id);

  it('finds any part of a word, whatever spaces and case, the newest first, and marks it', async () => {
    const first = await say('토요일 배드민턴을 칩니다');
    const second = await say('배드 민턴 BWF 대회');
    expect(await ids('배드민턴')).toEqual([second, first]);
    expect(await ids('bwf 민턴')).toEqual([second]);
    expect(await ids('턴을')).toEqual([first]);
    expect(await ids('턴은')).toEqual([]);
    const [found] = (await find('드민')).data.messages;
    expect(found!.match).toEqual({ text: '배드 민턴 BWF 대회', marks: [{ start: 1, end: 4 }] });
    expect(found).toMatchObject({ id: second, room_id: roomId, sender: { id: me.id } });
  });

  it('finds single letters and emoji', async () => {
    const one = await say('새 콕 있어요 🏸');
    expect(await ids('콕')).toEqual([one]);
    expect(await ids('🏸')).toEqual([one]);
  });

  it('finds nothing of rooms that one is not in, was removed from, or left', async () => {
    const word = '비밀모임';
    const closed = await chat.group([friend, me]);
    const theirs = await chat.connect(friend);
    const message = await say(word, closed, theirs);
    const stranger = await chat.member('남');
    expect(await ids(word, stranger)).toEqual([]);
    expect(await ids(word)).toEqual([message]);
    await me.client.send('POST', `/rooms/${closed}/leave`);
    expect(await ids(word)).toEqual([]);
    expect((await find(word, me, `&room_id=${closed}`)).error.code).toBe('ROOM_NOT_FOUND');
    expect(await ids(word, friend, `&room_id=${closed}`)).toEqual([message]);
    expect(await ids(word, friend, `&room_id=${roomId}`)).toEqual([]);
  });

  it('follows edits and deletions', async () => {
    const message = await say('처음 내용');
    await me.client.send('PATCH', `/messages/${message}`, { content: '고친 글귀' });
    expect(await ids('처음내용')).toEqual([]);
    expect(await ids('고친글귀')).toEqual([message]);
    await me.client.send('DELETE', `/messages/${message}`);
    expect(await ids('고친글귀')).toEqual([]);
  });

  it('leaves out whom I muted', async () => {
    const theirs = await chat.connect(friend);
    const message = await say('시끄러운 광고글', roomId, theirs);
    expect(await ids('광고글')).toEqual([message]);
    const core = await chat.withCore();
    const state = { muter_id: me.id, muted_id: friend.id, muted: true, version: 1 };
    await core.tell('core.mute.changed', `${me.id}:${friend.id}`, state, 1);
    await until(async () => (await ids('광고글')).length === 0, 'the mute holds');
    await core.tell('core.mute.changed', `${me.id}:${friend.id}`, { ...state, muted: false, version: 2 }, 2);
    await until(async () => (await ids('광고글')).length === 1, 'it is lifted');
  });

  it('pages by number and by cursor', async () => {
    const all: string[] = [];
    for (let i = 0; i < 7; i += 1) all.unshift(await say(`페이지 시험 ${i}`));
    const first = await find('페이지시험', me, '&limit=3');
    expect(first.data.pagination).toEqual({ total: 7, page: 1, pages: 3, limit: 3 });
    const rest = await find('페이지시험', me, `&limit=100&after=${first.data.next_cursor}`);
    expect([...first.data.messages, ...rest.data.messages].map((one) => one.id)).toEqual(all);
    expect(await ids('페이지시험', me, '&limit=3&page=3')).toEqual([all[6]]);
  });

  it('looks through the messages with the rarest letters, and counts the newest', async () => {
    const many = 3_000;
    const sentAt = (i: number): Types.ObjectId => Types.ObjectId.createFromTime(1_600_000_000 + i);
    const content = (i: number): string => (i % 300 === 7 ? '민턴공주 코트' : '배드민턴 체육관');
    const rows = Array.from({ length: many }, (_, i) => ({
      _id: sentAt(i),
      room_id: new Types.ObjectId(roomId),
      seq: 1_000_000 + i,
      sender_id: friend.id,
      sender_name: '',
      type: 'text' as const,
      content: content(i),
      reply_to: null,
      attachments: [],
      reactions: [],
      mentions: [],
      temp_id: `many-${i}`,
      audience: 0,
      is_deleted: false,
      version: 1,
      search: searchableText(content(i)),
      edited_at: null,
      created_at: sentAt(i).getTimestamp(),
    }));
    await chat.get(MessagesRepository).append(rows);
    const keysFor = async (q: string): Promise<{ total: number; isFloor: boolean; examined: number }> => {
      await chat.db.command({ profile: 2 });
      const { pagination } = (await find(q)).data;
      await chat.db.command({ profile: 0 });
      const seen = await chat.db
        .collection('system.profile')
        .find({ ns: /messages$/ })
        .toArray();
      await chat.db.collection('system.profile').drop();
      const examined = seen.reduce((sum, { docsExamined = 0 }) => sum + Number(docsExamined), 0);
      return { total: pagination.total, isFloor: pagination.total_is_floor === true, examined };
    };
    const rare = await keysFor('민턴공주');
    expect(rare).toMatchObject({ total: many / 300, isFloor: false });
    expect(rare.examined).toBeLessThan(600);
    expect(await keysFor('체육관 공주')).toMatchObject({ total: 0, isFloor: false });
    const common = await keysFor('배드민턴');
    expect(common).toMatchObject({ total: COUNTED_AMONG, isFloor: true });
    expect(common.examined).toBeLessThan(2 * COUNTED_AMONG);
  });

  it.each([
    ['', ''],
    ['%20', ''],
    ['x', '&room_id=y'],
    ['x', '&limit=101'],
    ['x', '&after=junk'],
    ['x&q=y', ''],
    [`${'가'.repeat(101)}`, ''],
  ])('refuses q=%s%s', async (q, more) =>
    expect(
      (await me.client.send('GET', `/search?q=${q.startsWith('가') ? encodeURIComponent(q) : q}${more}`)).status,
    ).toBe(400),
  );

  it('of nothing but punctuation finds nothing, and takes no operator', async () => {
    expect(await ids('!!')).toEqual([]);
    expect(await ids('.*')).toEqual([]);
    expect((await me.client.send('GET', '/search?q[$ne]=x')).status).toBe(400);
  });

  it('finds what was written before there was this index', async () => {
    const message = await say('옛날 이야기');
    const rows = chat.db.collection('messages');
    await rows.updateOne({ _id: new Types.ObjectId(message) }, { $unset: { search: '' }, $set: { grams: ['옛날'] } });
    await rows.createIndex({ room_id: 1, grams: 1, _id: -1 });
    expect(await ids('옛날이야기')).toEqual([]);
    const lease = { signal: new AbortController().signal } as never;
    for (let i = 0; i < 2; i += 1) await migration.up(chat.db, undefined as never, lease);
    expect(await ids('옛날이야기')).toEqual([message]);
    expect(await rows.findOne({ grams: { $exists: true } })).toBeNull();
    expect(await rows.indexExists('room_id_1_grams_1__id_-1')).toBe(false);
  });
});
