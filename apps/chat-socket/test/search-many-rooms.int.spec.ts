import { searchableText } from '@dongbaejul/search';
import { Types } from 'mongoose';
import { MessagesRepository } from '../src/messages/messages.repository';
import { COUNTED_AMONG, type FoundMessagesAnswer } from '../src/search/search.dto';
import { ChatUnderTest, Person } from './support/chat-under-test';

const ROOMS = 250;
const MESSAGES = 6_000;

/** The server puts what it reads in order by the index for 200 rooms at most. */
describe('the search of a member of 250 rooms', () => {
  let chat: ChatUnderTest;
  let me: Person;
  /** Of those that have the common words, the newest first. */
  let common: string[];
  let rare: string[];

  beforeAll(async () => {
    chat = await ChatUnderTest.start();
    me = await chat.member('김민호');
    const rooms = Array.from({ length: ROOMS }, () => new Types.ObjectId());
    const place = { member_id: me.id, joined_at: new Date(), read_seq: 0, muted: false };
    await chat.db.collection('memberships').insertMany(rooms.map((room_id) => ({ room_id, ...place })));
    const elsewhere = new Types.ObjectId();
    const rows = Array.from({ length: MESSAGES }, (_, i) => {
      const content = i % 500 === 7 ? '민턴공주 코트' : '배드민턴 체육관';
      const _id = Types.ObjectId.createFromTime(1_600_000_000 + i);
      const room_id = i % 997 === 0 ? elsewhere : (rooms[(i * 7) % ROOMS] as Types.ObjectId);
      const empty = { reply_to: null, attachments: [], reactions: [], mentions: [], edited_at: null, audience: 0 };
      return {
        ...{ _id, room_id, seq: i + 1, sender_id: me.id, sender_name: '', type: 'text' as const, content, ...empty },
        ...{ temp_id: `many-${i}`, is_deleted: false, version: 1, search: searchableText(content) },
        created_at: _id.getTimestamp(),
      };
    });
    for (let from = 0; from < MESSAGES; from += 1_000) {
      await chat.get(MessagesRepository).append(rows.slice(from, from + 1_000));
    }
    const mine = rows.filter((row) => !row.room_id.equals(elsewhere)).reverse();
    common = mine.filter((row) => row.content.startsWith('배')).map((row) => String(row._id));
    rare = mine.filter((row) => row.content.startsWith('민')).map((row) => String(row._id));
  }, 90_000);
  afterAll(() => chat.stop(), 60_000);

  const find = async (q: string, more = ''): Promise<FoundMessagesAnswer> =>
    (await me.client.send<FoundMessagesAnswer>('GET', `/search?q=${encodeURIComponent(q)}${more}`)).data;
  const ids = ({ messages }: FoundMessagesAnswer): string[] => messages.map(({ id }) => id);

  it('goes on by cursor and by page in one order over all of them', async () => {
    const read: string[] = [];
    let after = '';
    for (let page = 1; page <= 4; page += 1) {
      const found = await find('배드민턴', `&limit=100${after}`);
      read.push(...ids(found));
      after = `&after=${found.next_cursor}`;
    }
    expect(read).toEqual(common.slice(0, 400));
    expect(ids(await find('배드민턴', '&limit=30&page=4'))).toEqual(common.slice(90, 120));
    const all = await find('민턴 공주', '&limit=100');
    expect([ids(all), all.next_cursor]).toEqual([rare, undefined]);
    const last = await find('민턴공주', '&limit=5&page=3');
    expect([ids(last), last.next_cursor]).toEqual([rare.slice(10), undefined]);
  });

  it('counts as that of fewer rooms does', async () => {
    expect((await find('민턴공주')).pagination).toMatchObject({ total: rare.length, page: 1 });
    expect((await find('배드민턴')).pagination).toMatchObject({ total: COUNTED_AMONG, total_is_floor: true });
  });

  it('refuses junk and pages too deep', async () => {
    const status = async (more: string): Promise<number> =>
      (await me.client.send('GET', `/search?q=${encodeURIComponent('민턴')}${more}`)).status;
    expect([await status('&after=junk'), await status('&limit=100&page=101')]).toEqual([400, 400]);
  });

  it.each(['배드민턴', '민턴공주', '체육관 공주'])('reads no more than a page of %s needs', async (q) => {
    await chat.db.command({ profile: 2 });
    await find(q);
    await chat.db.command({ profile: 0 });
    const profiled = chat.db.collection('system.profile');
    const seen = await profiled.find({ ns: /messages$/ }).toArray();
    await profiled.drop();
    const sum = (field: string): number => seen.reduce((all, one) => all + Number(one[field] ?? 0), 0);
    expect(seen.some(({ hasSortStage }) => hasSortStage)).toBe(false);
    // Some keys for each room and gram, and no message but those that are counted or shown.
    expect(sum('docsExamined')).toBeLessThan(2 * COUNTED_AMONG);
    expect(sum('keysExamined')).toBeLessThan(MESSAGES);
  });
});
