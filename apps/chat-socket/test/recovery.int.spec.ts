import { until } from '@dongbaejul/testing';
import { io } from 'socket.io-client';
import type { LiveMessage } from '../src/live/message-view';
import { Mutes } from '../src/people/mutes';
import { ChatUnderTest, Person, TestSocket } from './support/chat-under-test';
import type { CoreStandIn } from './support/core-stand-in';

describe('who muted somebody', () => {
  let chat: ChatUnderTest;
  let core: CoreStandIn;
  let loud: Person;
  let muter: Person;
  let third: Person;
  let version = 0;
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ nodes: 2, config: { SOCKET_MESSAGES_PER_S: 1_000 } });
    core = await chat.withCore();
    loud = await chat.member('김민호');
    muter = await chat.member('박지민');
    third = await chat.member('이서연');
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const setMuted = async (muted: boolean): Promise<void> => {
    const id = `${muter.id}:${loud.id}`;
    version += 1;
    await core.tell('core.mute.changed', id, { muter_id: muter.id, muted_id: loud.id, muted, version }, version);
    const collection = chat.db.collection<{ _id: string }>('mutes');
    await until(async () => (await collection.countDocuments({ _id: id, muted })) === 1, 'the mute is known');
  };
  const joined = async (socket: TestSocket, roomId: string): Promise<TestSocket> => {
    expect(await socket.ask('room:join', { roomId })).toMatchObject({ ok: true });
    return socket;
  };

  it('does not see that they type, at whatever process', async () => {
    await setMuted(true);
    const roomId = await chat.group([loud, muter, third]);
    const writer = await joined(await chat.connect(loud, 0), roomId);
    const [deaf, hears] = [await chat.connect(muter, 1), await chat.connect(third, 1)];
    await joined(deaf, roomId);
    await joined(hears, roomId);
    expect(await writer.ask('typing:status', { roomId, isTyping: true })).toMatchObject({ ok: true });
    await until(() => hears.of('typing:start').length === 1, 'the other sees it');
    // What comes after it by the same way has come.
    const late = await joined(await chat.connect(third, 0), roomId);
    await until(() => deaf.of('user:joined').some((one) => one.id === third.id), 'what came after');
    expect(deaf.of('typing:start')).toEqual([]);
    late.socket.disconnect();
  });

  it('hears nothing of them while it is not known yet whom they muted', async () => {
    await setMuted(true);
    const roomId = await chat.group([loud, muter]);
    const writer = await joined(await chat.connect(loud, 0), roomId);
    const letGo = holdMutes();
    const deaf = await chat.connect(muter, 0);
    const joining = joined(deaf, roomId);
    for (const tempId of ['1', '2', '3']) {
      expect(await writer.ask('message:send', { roomId, content: '들리나요', tempId })).toMatchObject({ ok: true });
    }
    letGo();
    await joining;
    await writer.ask('message:send', { roomId, content: '이제 들리나요', tempId: '4' });
    await until(() => deaf.of<LiveMessage>('message:received').some(({ seq }) => seq === 4), 'the last has come');
    expect(deaf.of<LiveMessage>('message:received').filter(({ content }) => content !== '')).toEqual([]);
  });

  /** The first process does not learn whom anybody muted. @returns what lets it learn it */
  function holdMutes(): () => void {
    const mutes = chat.get(Mutes);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const of = mutes.of.bind(mutes);
    const spy = jest.spyOn(mutes, 'of').mockImplementation(async (memberId) => {
      await held;
      return of(memberId);
    });
    return () => {
      spy.mockRestore();
      letGo();
    };
  }

  it('and takes that back while away hears them on the connection that is taken up again', async () => {
    await setMuted(true);
    const roomId = await chat.group([loud, muter]);
    const client = io(chat.url, { auth: { token: chat.token(muter) }, transports: ['websocket'], reconnection: false });
    const socket = new TestSocket(client);
    try {
      await until(() => client.connected, 'connected');
      await joined(socket, roomId);
      const speaker = await joined(await chat.connect(loud, 1), roomId);
      const passer = await chat.member('지나가는 이');
      await chat.connect(passer);
      await until(() => socket.got.some(({ payload }) => payload === passer.id), 'a text is the last that was heard');
      await speaker.ask('message:send', { roomId, content: '하나', tempId: '1' });
      await until(() => socket.of('message:received').length === 1, 'the first is heard');
      (client.io.engine.transport as unknown as { ws: { terminate(): void } }).ws.terminate();
      await until(() => !client.connected, 'the connection broke');
      await setMuted(false);
      client.connect();
      await until(() => client.connected, 'it is back');
      expect(client.recovered).toBe(true);
      await until(async () => {
        const tempId = `m${socket.of('message:received').length}-${Date.now()}`;
        await speaker.ask('message:send', { roomId, content: '둘', tempId });
        return socket.of('message:received').length > 1;
      }, 'it is in its room again');
      const [first, second] = socket.of<LiveMessage>('message:received');
      expect([first!.content, first!.isMuted, second!.content, second!.isMuted]).toEqual(['', true, '둘', undefined]);
    } finally {
      client.disconnect();
    }
  }, 60_000);
});
