import { Types } from 'mongoose';
import type { Draft } from '../src/messages/draft';
import { acknowledgedOf } from '../src/messages/acknowledged';
import { MessageWriter } from '../src/messages/message-writer';
import { ChatUnderTest, Person } from './support/chat-under-test';
import { draft } from './support/draft';

/** A write whose answer was lost is made again, with the same message: it may be there already. */
describe('a message that is stored without an answer', () => {
  let chat: ChatUnderTest;
  let who: Person;
  let roomId: string;
  beforeAll(async () => {
    chat = await ChatUnderTest.start();
    who = await chat.member('박지민');
    roomId = await chat.group([who]);
  }, 60_000);
  afterAll(() => chat.stop());

  const write = (one: Draft) => chat.get(MessageWriter).write(roomId, one);

  it('keeps its number when it is tried again, and what waits behind it comes next', async () => {
    const lost = draft('lost', who);
    expect((await write(lost)).message.seq).toBe(1);
    const again = await Promise.all([write(lost), write(draft('next', who)), write(draft('last', who))]);
    expect(again.map(({ message, isNew }) => [message.temp_id, message.seq, isNew])).toEqual([
      ['lost', 1, true],
      ['next', 2, true],
      ['last', 3, true],
    ]);
    expect(await chat.db.collection('messages').countDocuments({ room_id: new Types.ObjectId(roomId) })).toBe(3);
  });

  it('is an earlier one to who sends it again with the same tempId', async () => {
    const first = await write(draft('same', who));
    const second = await write(draft('same', who));
    expect(second).toMatchObject({ isNew: false, message: { _id: first.message._id, seq: first.message.seq } });
  });

  it('is not taken for stored while too few nodes have it', async () => {
    const rows = [{ a: 1 }, { a: 2 }];
    const insert = (w: number, more: object[] = []) =>
      chat.db.collection('tried').insertMany([...rows.map((row) => ({ ...row })), ...more], { writeConcern: { w } });
    // One node cannot be two.
    expect(acknowledgedOf(await insert(2).catch((error: unknown) => error))).toBe(0);
    // The server did not wait for a majority, so this reads what it has rather than what a majority has.
    const there = await chat.db
      .collection('tried')
      .find({}, { readConcern: { level: 'local' } })
      .toArray();
    expect(there).toHaveLength(2);
    const { _id } = there[0] ?? {};
    expect(acknowledgedOf(await insert(1, [{ _id }]).catch((error: unknown) => error))).toBe(2);
  });
});
