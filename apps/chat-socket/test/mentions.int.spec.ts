import { Types } from 'mongoose';
import { ChatUnderTest, Person } from './support/chat-under-test';

/** More than a list of members is read of at once anywhere. */
const MANY = 1_100;

describe('who is named in the room of all', () => {
  let chat: ChatUnderTest;
  let writer: Person;
  let roomId: Types.ObjectId;
  beforeAll(async () => {
    chat = await ChatUnderTest.start();
    writer = await chat.member('김민호');
    roomId = (await chat.db.collection('rooms').findOne({ key: 'global' }))!._id;
    const rows = Array.from({ length: MANY }, (_, i) => ({
      room_id: roomId,
      member_id: new Types.ObjectId().toHexString(),
      joined_at: new Date(i),
      read_seq: 0,
      muted: false,
    }));
    await chat.db.collection('memberships').insertMany(rows);
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const usernameOf = ({ id }: Person): string => `user-${id.slice(-6)}`;
  /** A member who is not in the room. */
  const blocked = async (name: string): Promise<Person> => {
    const who = await chat.member(name);
    const state = { id: who.id, username: usernameOf(who), display_name: name, avatar: null };
    await chat.tell({ ...state, roles: ['USER'], status: 'blocked' });
    return who;
  };
  const named = async (content: string): Promise<string[]> => {
    const socket = await chat.connect(writer);
    const tempId = new Types.ObjectId().toHexString();
    const sent = await socket.ask('message:send', { roomId: String(roomId), content, tempId });
    socket.socket.disconnect();
    const row = await chat.db.collection('messages').findOne({ _id: new Types.ObjectId(String(sent.messageId)) });
    return row?.mentions as string[];
  };

  it('is whoever is in it, however many came before, and nobody of the same name outside', async () => {
    const last = await chat.member('박지민');
    const namesake = await blocked('박지민');
    expect(await named('@박지민님 오세요?')).toEqual([last.id]);
    expect(await named(`@${usernameOf(last)} 오세요?`)).toEqual([last.id]);
    expect(await named(`@${usernameOf(namesake)} 오세요?`)).toEqual([]);
  });

  it('is the one with the longest name in the room, though a longer one is outside', async () => {
    const short = await chat.member('이서');
    await blocked('이서연');
    expect(await named('@이서연 와요')).toEqual([short.id]);
  });
});
