import { MongoConnection } from '@dongbaejul/persistence';
import { until } from '@dongbaejul/testing';
import type { mongo } from 'mongoose';
import type { LiveMessage } from '../src/live/message-view';
import { ChatUnderTest, Person } from './support/chat-under-test';

const OURS = ['rooms', 'memberships', 'messages', 'members', 'mutes'];

describe('what a message costs', () => {
  let chat: ChatUnderTest;
  let [writer, reader]: Person[] = [];
  beforeAll(async () => {
    chat = await ChatUnderTest.start('cost', { config: { NOTIFY_AFTER_MS: 3_600_000 } });
    writer = await chat.member('김민호');
    reader = await chat.member('박지민');
  }, 60_000);
  afterAll(() => chat.stop(), 30_000);

  it('is two looks at the room and one write, and a name is changed at once all the same', async () => {
    const roomId = await chat.group([writer!, reader!]);
    const [from, to] = [await chat.connect(writer!), await chat.connect(reader!)];
    for (const one of [from, to]) await one.ask('room:join', { roomId });
    const say = (tempId: string) => from.ask('message:send', { roomId, content: '말', tempId });
    await say('first');
    const asked: string[] = [];
    const client = chat.get(MongoConnection).connection.getClient();
    const listen = ({ commandName, command }: mongo.CommandStartedEvent): void => {
      const collection = String(command[commandName]);
      if (OURS.includes(collection)) asked.push(`${commandName} ${collection}`);
    };
    client.on('commandStarted', listen);
    expect(await say('second')).toMatchObject({ ok: true });
    client.off('commandStarted', listen);
    expect(asked.sort()).toEqual(['find memberships', 'find rooms', 'insert messages']);

    const state = {
      username: 'x',
      display_name: '새 이름',
      avatar: null,
      roles: ['USER' as const],
      status: 'active' as const,
    };
    await chat.tell({ id: writer!.id, ...state });
    await say('third');
    const heard = () => to.of<LiveMessage>('message:received').map(({ sender }) => sender?.name);
    await until(() => heard().length === 3, 'all are heard');
    expect(heard()).toEqual(['김민호', '김민호', '새 이름']);
  });
});
