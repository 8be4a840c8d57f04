import { Transactions } from '@dongbaejul/persistence';
import { SearchQuery } from '@dongbaejul/search';
import { expectIndexed } from '@dongbaejul/testing';
import { ClientSession, Types } from 'mongoose';
import { MembersRepository } from '../src/members/members.repository';
import { Message } from '../src/messages/message.schema';
import { MessagesRepository } from '../src/messages/messages.repository';
import { NoticesRepository } from '../src/offline/notices.repository';
import { Mutes } from '../src/people/mutes';
import { MembershipsRepository } from '../src/rooms/memberships.repository';
import { privateKey } from '../src/rooms/room.schema';
import { RoomsRepository } from '../src/rooms/rooms.repository';
import { MessageSearchRepository } from '../src/search/message-search.repository';
import { ChatUnderTest, Person } from './support/chat-under-test';

const COLLECTIONS = ['rooms', 'memberships', 'messages', 'members', 'mutes'];

describe('the queries of chat', () => {
  let chat: ChatUnderTest;
  let [me, friend]: Person[] = [];
  let roomId: Types.ObjectId;
  let other: Types.ObjectId;
  let messageId: string;

  beforeAll(async () => {
    // What looks for absent readers by itself would stand among the queries of a test: its own is tried below.
    chat = await ChatUnderTest.start({ config: { SOCKET_MESSAGES_PER_S: 1_000 } });
    me = await chat.member('김민호');
    friend = await chat.member('박지민');
    other = new Types.ObjectId(await chat.group([me, friend]));
    for (let i = 0; i < 5; i += 1) roomId = new Types.ObjectId(await chat.group([me, friend], `방 ${i}`));
    const socket = await chat.connect(me);
    for (let i = 0; i < 20; i += 1) {
      const sent = { roomId: String(roomId), content: `배드민턴 번개 ${i}`, tempId: `t${i}` };
      messageId = String((await socket.ask('message:send', sent)).messageId);
    }
    socket.socket.disconnect();
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const indexed = (work: () => Promise<unknown>): Promise<void> => expectIndexed(chat.db, COLLECTIONS, work);
  const inTransaction = (work: (session: ClientSession) => Promise<unknown>): Promise<void> =>
    indexed(() => chat.get(Transactions).run(work));

  it('read messages by an index', async () => {
    const messages = chat.get(MessagesRepository);
    await indexed(() => messages.find(messageId));
    await indexed(() => messages.last(roomId));
    await indexed(() => messages.lastOf([roomId, other]));
    await indexed(() => messages.after(roomId, 3, 5));
    await indexed(() => messages.before(roomId, 9, 5));
    await indexed(() => messages.findSent(roomId, me!.id, ['t1', 't2']));
    await indexed(() => messages.highestSeq(roomId, [messageId]));
    await indexed(() => messages.unread(roomId, 5, [friend!.id]));
    await indexed(async () => {
      for await (const { seq } of messages.changedSince(roomId, new Date(0))) expect(seq).toBeDefined();
    });
  });

  it('change messages by an index', async () => {
    const messages = chat.get(MessagesRepository);
    await indexed(() => messages.change(new Types.ObjectId(messageId), 1, { content: '고침' } as Partial<Message>));
    await inTransaction((session) => messages.moderate(session, messageId, 1, null));
  });

  it('find messages by their words, by an index', async () => {
    const search = chat.get(MessageSearchRepository);
    const rooms = (await chat.get(MembershipsRepository).ofMember(me!.id)).map((one) => one.room_id);
    const query = new SearchQuery('민턴 번개');
    await indexed(async () => {
      const first = await search.page(rooms, query, [], { limit: 5 });
      expect(first.items).toHaveLength(5);
      await search.page(rooms, query, [friend!.id], { limit: 5, after: first.next_cursor as string });
    });
  });

  it('see to absent readers by an index', async () => {
    const notices = chat.get(NoticesRepository);
    const ids = [new Types.ObjectId(messageId)];
    await indexed(() => notices.due(new Date(), 10));
    await inTransaction((session) => notices.stillDue(session, ids, new Date()));
    await inTransaction((session) => notices.settle(session, ids));
    await indexed(() => notices.postpone(ids, new Date()));
    await indexed(() => notices.readers(roomId, null, 100));
    await indexed(() => notices.readers(roomId, [me!.id], 100));
    await inTransaction((session) => notices.markTold(session, roomId, [friend!.id], 3, new Date()));
  });

  it('read rooms and who is in them by an index', async () => {
    const rooms = chat.get(RoomsRepository);
    const memberships = chat.get(MembershipsRepository);
    await indexed(() => rooms.find(roomId));
    await indexed(() => rooms.findByIds([roomId]));
    await indexed(() => rooms.findByKey(privateKey(me!.id, friend!.id)));
    await indexed(() => memberships.find(roomId, me!.id));
    await indexed(() => memberships.among(roomId, [me!.id, friend!.id]));
    await indexed(() => memberships.ofMember(me!.id));
    await indexed(() => memberships.ofRoom(roomId, 10));
    await indexed(() => memberships.count(roomId));
    await indexed(() => memberships.ofRooms([roomId, other], 10));
    await indexed(() => memberships.counts([roomId, other]));
    await indexed(async () => {
      const { next_cursor: after } = await memberships.page(roomId, { limit: 1 });
      await memberships.page(roomId, { limit: 1, after: after as string });
    });
  });

  it('change rooms and who is in them by an index', async () => {
    const rooms = chat.get(RoomsRepository);
    const memberships = chat.get(MembershipsRepository);
    await inTransaction((session) => rooms.countDeparture(session, roomId));
    await inTransaction((session) => rooms.set(session, roomId, { name: '새 이름' }));
    await indexed(() => memberships.setMuted(String(roomId), me!.id, true));
    await indexed(() => memberships.readUpTo(String(roomId), me!.id, 3));
    await inTransaction((session) => memberships.readTold(session, String(roomId), me!.id, 4));
    await inTransaction((session) => memberships.take(session, roomId, me!.id));
    const place = { read_seq: 3, muted: true };
    await inTransaction((session) => chat.get(MembersRepository).keepPlace(session, me!.id, place));
    await inTransaction((session) => chat.get(MembersRepository).takePlace(session, me!.id));
    await inTransaction((session) => memberships.remove(session, roomId, friend!.id));
  });

  it('read members and mutes by an index', async () => {
    const members = chat.get(MembersRepository);
    const mutes = chat.get(Mutes);
    await indexed(() => members.findByIds([me!.id, friend!.id]));
    await indexed(() => members.setLastSeen(new Map([[me!.id, new Date()]])));
    await indexed(() => members.findByNames(['김민호', me!.name, '김']));
    await indexed(() => mutes.of(me!.id));
    await indexed(() => mutes.ofAll([me!.id, friend!.id]));
    const state = { muter_id: me!.id, muted_id: friend!.id, muted: true, version: 1 };
    await inTransaction((session) => mutes.apply(session, state, 1));
    await inTransaction((session) => mutes.apply(session, { ...state, muted: false, version: 2 }, 2));
  });
});
