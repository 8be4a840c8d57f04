import { until } from '@dongbaejul/testing';
import type { Socket } from 'socket.io-client';
import { LocalSockets } from '../src/sockets/local-sockets';
import { unreadOf } from '../src/sockets/unread';
import { ChatUnderTest, Person } from './support/chat-under-test';

/** 12 KB each; a loopback connection holds some megabytes before the sender notices that nobody reads. */
const LARGE = '가'.repeat(4_000);
const MOST = 2_000;
const AT_ONCE = 40;
/** What the watch allows, and what comes between two of its looks. */
const BOUND = 16 * 1024 * 1024;

/** Stops taking anything from the network, as an app that the phone froze. */
const freeze = (socket: Socket): void => {
  const { ws } = socket.io.engine.transport as unknown as { ws: { pause(): void } };
  ws.pause();
};

describe('a client that stops reading', () => {
  let chat: ChatUnderTest;
  let people: Person[];
  beforeAll(async () => {
    const config = { SOCKET_MESSAGES_PER_S: 10_000, SOCKET_EVENTS_PER_S: 10_000 };
    chat = await ChatUnderTest.start({ config });
    people = [];
    for (const name of ['박지민', '김민호', '이서연']) people.push(await chat.member(name));
  }, 60_000);
  afterAll(() => chat.stop(), 30_000);

  it('is cut at a bound, while others get everything', async () => {
    const roomId = await chat.group(people);
    const [speaker, reader, frozen] = await Promise.all(people.map((one) => chat.connect(one)));
    for (const one of [speaker, reader, frozen]) await one!.ask('room:join', { roomId });
    const sockets = chat.get(LocalSockets);
    const [held] = sockets.ofMember(people[2]!.id);
    freeze(frozen!.socket);
    const isThere = () => sockets.ofMember(people[2]!.id).length > 0;
    let most = 0;
    let said = 0;
    for (; isThere() && said < MOST; said += AT_ONCE) {
      const some = Array.from({ length: AT_ONCE }, (_, j) => `m${said + j}`);
      await Promise.all(some.map((tempId) => speaker!.ask('message:send', { roomId, content: LARGE, tempId })));
      most = Math.max(most, unreadOf(held!).bytes);
    }
    await until(() => !isThere(), 'it is cut');
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(BOUND);
    expect(unreadOf(held!).bytes).toBeLessThan(BOUND);
    await until(() => reader!.of('message:received').length === said, 'the other one has everything');

    // It comes back, and syncs.
    const back = await chat.connect(people[2]!);
    const answer = await back.ask('room:sync', { roomId, afterSeq: said - 1 });
    expect(answer).toMatchObject({ ok: true, lastSeq: said, hasMore: false });
  }, 90_000);
});
