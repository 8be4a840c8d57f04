import { MongoConnection } from '@dongbaejul/persistence';
import { until } from '@dongbaejul/testing';
import type { mongo } from 'mongoose';
import type { LiveMessage } from '../src/live/message-view';
import { ChatUnderTest, Person } from './support/chat-under-test';

const SAID = 30;
const OURS = ['rooms', 'memberships', 'messages', 'members', 'mutes'];

const TURNS = 3;

/**
 * @returns the commands to our collections while the work was done, such as `find rooms`: the fewest of some turns, as
 *   what a job asks meanwhile comes on top
 */
async function askedIn(chat: ChatUnderTest, work: () => Promise<unknown>): Promise<string[]> {
  const turns: string[][] = [];
  for (let turn = 0; turn < TURNS; turn += 1) turns.push(await askedOnce(chat, work));
  return turns.sort((a, b) => a.length - b.length)[0]!;
}

async function askedOnce(chat: ChatUnderTest, work: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const listen = ({ commandName, command }: mongo.CommandStartedEvent): void => {
    const collection = String(command[commandName]);
    if (OURS.includes(collection)) asked.push(`${commandName} ${collection}`);
  };
  const client = chat.get(MongoConnection).connection.getClient();
  client.on('commandStarted', listen);
  await work().finally(() => client.off('commandStarted', listen));
  return asked;
}

describe('what a message costs', () => {
  let chat: ChatUnderTest;
  let [writer, reader]: Person[] = [];
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ config: { NOTIFY_AFTER_MS: 3_600_000 } });
    writer = await chat.member('김민호');
    reader = await chat.member('박지민');
  }, 60_000);
  afterAll(() => chat.stop(), 30_000);

  it('is two looks at the room and one write, and a name is changed at once all the same', async () => {
    const roomId = await chat.group([writer!, reader!]);
    const [from, to] = [await chat.connect(writer!), await chat.connect(reader!)];
    for (const one of [from, to]) await one.ask('room:join', { roomId });
    let said = 0;
    const say = () => from.ask('message:send', { roomId, content: '말', tempId: `t${(said += 1)}` });
    await say();
    const asked = await askedIn(chat, async () => expect(await say()).toMatchObject({ ok: true }));
    expect(asked.sort()).toEqual(['find memberships', 'find rooms', 'insert messages']);

    const state = {
      username: 'x',
      display_name: '새 이름',
      avatar: null,
      roles: ['USER' as const],
      status: 'active' as const,
    };
    await chat.tell({ id: writer!.id, ...state });
    await say();
    const heard = () => to.of<LiveMessage>('message:received').map(({ sender }) => sender?.name);
    await until(() => heard().length === said, 'all are heard');
    expect(heard()).toEqual([...Array.from({ length: 1 + TURNS }, () => '김민호'), '새 이름']);
  });
});

describe('what it costs that readers are online and have not read yet', () => {
  let chat: ChatUnderTest;
  const ONLINE_AFTER_MS = 3_600_000;
  beforeAll(async () => {
    const config = { NOTIFY_AFTER_MS: 1_000, NOTIFY_ONLINE_AFTER_MS: ONLINE_AFTER_MS, SOCKET_MESSAGES_PER_S: 1_000 };
    chat = await ChatUnderTest.start({ config });
  }, 60_000);
  afterAll(() => chat.stop(), 30_000);

  it('is one update for all messages that wait on, each until its own time', async () => {
    const [writer, reader] = [await chat.member('김민호'), await chat.member('박지민')];
    const roomId = await chat.group([writer, reader]);
    const [from] = [await chat.connect(writer), await chat.connect(reader)];
    let updates = 0;
    const listen = ({ commandName, command }: mongo.CommandStartedEvent): void => {
      if (commandName === 'update' && command.update === 'messages') updates += 1;
    };
    const client = chat.get(MongoConnection).connection.getClient();
    client.on('commandStarted', listen);
    const say = (n: number) => from.ask('message:send', { roomId, content: `${n}`, tempId: `t${n}` });
    await Promise.all(Array.from({ length: SAID }, (_, n) => say(n)));
    const messages = chat.db.collection('messages');
    const waiting = { notify_at: { $gt: new Date(Date.now() + ONLINE_AFTER_MS / 2) } };
    await until(async () => (await messages.countDocuments(waiting)) === SAID, 'all wait for who is online');
    client.off('commandStarted', listen);
    expect(updates).toBeLessThan(SAID / 2);
    for (const { created_at, notify_at } of await messages.find(waiting).toArray())
      expect((notify_at as Date).getTime() - (created_at as Date).getTime()).toBe(ONLINE_AFTER_MS);
  });
});

describe('what a list of rooms costs', () => {
  let chat: ChatUnderTest;
  let [me, friend]: Person[] = [];
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ config: { NOTIFY_AFTER_MS: 3_600_000 } });
    me = await chat.member('김민호');
    friend = await chat.member('박지민');
  }, 60_000);
  afterAll(() => chat.stop(), 30_000);

  interface Listed {
    rooms: {
      name: string;
      unread_count: number;
      last_message: { content: string } | null;
      participant_count: number;
    }[];
  }

  it('is the same for one room and for many that are read, and two counts for each that is not', async () => {
    const from = await chat.connect(friend!);
    const rooms: string[] = [];
    for (let n = 0; n < 14; n += 1) {
      const roomId = await chat.group([friend!, me!], `방 ${n}`);
      rooms.push(roomId);
      await from.ask('message:send', { roomId, content: `말 ${n}`, tempId: `t${n}` });
    }
    const [unread, read] = [rooms.slice(0, 2), rooms.slice(2)];
    for (const roomId of read) await me!.client.send('PUT', `/rooms/${roomId}/read`, { up_to_seq: 1 });

    const list = async (limit: number): Promise<Listed['rooms']> =>
      (await me!.client.send<Listed>('GET', `/rooms?limit=${limit}`)).data.rooms;
    const forOne = await askedIn(chat, async () =>
      expect(await list(1)).toMatchObject([{ name: '방 13', unread_count: 0 }]),
    );
    let all: Listed['rooms'] = [];
    const forAll = await askedIn(chat, async () => (all = await list(100)));
    expect(forAll).toHaveLength(forOne.length + 2 * unread.length);

    const groups = all.filter(({ name }) => name.startsWith('방'));
    expect(
      groups.map(({ name, last_message, unread_count, participant_count }) => [
        name,
        last_message?.content,
        unread_count,
        participant_count,
      ]),
    ).toEqual(
      Array.from({ length: 14 }, (_, i) => 13 - i).map((n) => [`방 ${n}`, `말 ${n}`, n < unread.length ? 1 : 0, 2]),
    );
  }, 60_000);
});
