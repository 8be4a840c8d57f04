import type { MessageContext } from '@dongbaejul/contracts';
import { AskClient } from '@dongbaejul/messaging';
import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { LiveMessage } from '../src/live/message-view';
import type { MessageDto } from '../src/messages/dto/message.dto';
import { ChatUnderTest, Person, TestSocket } from './support/chat-under-test';
import { CoreStandIn } from './support/core-stand-in';

const id = (): string => new Types.ObjectId().toHexString();

describe('messages that members report', () => {
  let chat: ChatUnderTest;
  let core: CoreStandIn;
  let author: Person;
  let reporter: Person;
  let roomId: string;
  let socket: TestSocket;
  let other: TestSocket;

  beforeAll(async () => {
    chat = await ChatUnderTest.start({ nodes: 2 });
    core = await chat.withCore();
    author = await chat.member('김민호');
    reporter = await chat.member('박지민');
    roomId = await chat.group([author, reporter]);
    socket = await chat.connect(author, 0);
    other = await chat.connect(reporter, 1);
    for (const one of [socket, other]) await one.ask('room:join', { roomId });
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const say = async (content: string): Promise<string> =>
    String((await socket.ask('message:send', { roomId, content, tempId: id() })).messageId);
  const context = (messageId: string, by: string): Promise<MessageContext> =>
    chat.get(AskClient).ask('chat-socket.message.context', { message_id: messageId, reporter_id: by });
  const unreadOf = async (): Promise<number> =>
    (await reporter.client.send<{ room: { unread_count: number } }>('GET', `/rooms/${roomId}`)).data.room.unread_count;
  const shown = async (messageId: string, to = reporter): Promise<MessageDto | undefined> =>
    (await to.client.send<{ messages: MessageDto[] }>('GET', `/rooms/${roomId}/messages`)).data.messages.find(
      (one) => one.id === messageId,
    );

  it('are answered to core with what was said around them, for a member of the room', async () => {
    const ids: string[] = [];
    for (let i = 1; i <= 13; i += 1) ids.push(await say(`말 ${i}`));
    const answer = await context(ids[6]!, reporter.id);
    expect(answer.room_id).toBe(roomId);
    expect(answer.before.map((one) => one.content)).toEqual(['말 2', '말 3', '말 4', '말 5', '말 6']);
    expect(answer.message).toEqual({
      id: ids[6],
      seq: 7,
      sender: { id: author.id, name: '김민호' },
      type: 'text',
      content: '말 7',
      attachments: [],
      is_deleted: false,
      created_at: expect.any(String),
    });
    expect(answer.after.map((one) => one.seq)).toEqual([8, 9, 10, 11, 12]);
    expect((await context(ids[0]!, reporter.id)).before).toEqual([]);
  });

  it('are not found by who is not in the room, or where there is none', async () => {
    const stranger = await chat.member('남');
    await expect(context(await say('비밀'), stranger.id)).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
    await expect(context(id(), reporter.id)).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
  });

  it('disappear for everybody when staff hide them, and come back', async () => {
    const messageId = await say('심한 말');
    const decide = (hidden: boolean, version: number): Promise<string> =>
      core.tell(
        'core.message.moderated',
        messageId,
        { message_id: messageId, room_id: roomId, hidden, reason: '욕설', decided_by: id(), version },
        version,
      );
    const updates = (one: TestSocket): LiveMessage[] =>
      one.of<LiveMessage>('message:updated').filter((message) => message.id === messageId);
    const unread = await unreadOf();
    await decide(true, 2);
    for (const one of [socket, other]) await until(() => updates(one).length > 0, 'hidden live');
    expect(updates(other).at(-1)).toMatchObject({ content: '', isHidden: true });
    expect(updates(other).at(-1)).not.toHaveProperty('hiddenReason');
    expect(await shown(messageId)).toMatchObject({ content: '', is_hidden: true, reactions: [] });
    expect(await unreadOf()).toBe(unread - 1);
    expect(await shown(messageId)).not.toHaveProperty('hidden_reason');
    expect(await shown(messageId, author)).toMatchObject({ content: '', is_hidden: true, hidden_reason: '욕설' });
    const refused = await author.client.send('PATCH', `/messages/${messageId}`, { content: '다시' });
    expect(refused).toMatchObject({ status: 409, error: { code: 'MESSAGE_HIDDEN' } });
    const reaction = `/messages/${messageId}/reactions/${encodeURIComponent('👍')}`;
    expect((await reporter.client.send('PUT', reaction)).error.code).toBe('MESSAGE_HIDDEN');
    const kept = async (): Promise<unknown> =>
      (await chat.db.collection('messages').findOne({ _id: new Types.ObjectId(messageId) }))?.search;
    expect(await kept()).toBeNull();
    // Older than what was decided: nothing happens.
    await decide(false, 1);
    await decide(false, 3);
    await until(() => updates(other).at(-1)?.content === '심한 말', 'shown again live');
    expect(await shown(messageId)).toMatchObject({ content: '심한 말' });
    expect(await unreadOf()).toBe(unread);
    expect(await shown(messageId)).not.toHaveProperty('is_hidden');
    expect(await kept()).toMatchObject({ body: '심한말' });
    // A version may be told twice, by a hint and after a gap; never an older one after a newer one.
    const told = updates(other).map((message) => message.isHidden ?? false);
    expect(told.filter((hidden, i) => hidden !== told[i - 1])).toEqual([true, false]);
  });

  it('can still be deleted by their author while they are hidden', async () => {
    const messageId = await say('지울 말');
    const decision = {
      message_id: messageId,
      room_id: roomId,
      hidden: true,
      reason: '광고',
      decided_by: id(),
      version: 1,
    };
    await core.tell('core.message.moderated', messageId, decision, 1);
    await until(async () => (await shown(messageId))?.is_hidden, 'hidden');
    expect((await author.client.send('DELETE', `/messages/${messageId}`)).status).toBe(200);
    expect(await shown(messageId)).toMatchObject({ is_deleted: true, content: '' });
  });
});
