import { Platform, until } from '@dongbaejul/testing';
import { Account, Acknowledged, ChatClient, newGroup, newMembers } from '../support/chat-client';

const DEEP = JSON.parse('['.repeat(500) + ']'.repeat(500)) as unknown;
/** None of them is a good payload of any event. */
const JUNK: unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x',
  '\ud800',
  [],
  [[]],
  {},
  { roomId: null },
  { roomId: { $ne: null } },
  { roomId: ['65f000000000000000000001'] },
  { constructor: { prototype: { roomId: '65f000000000000000000001' } } },
  { roomId: '65f000000000000000000001', isTyping: 1, upToSeq: '1', afterSeq: '1', more: 'than asked' },
  JSON.parse('{"__proto__":{"roomId":"65f000000000000000000001"}}'),
  { roomId: '\u0000'.repeat(24), content: '\udfff', tempId: '\ud800', upToSeq: -1, afterSeq: 1.5, token: {} },
  { roomId: 'z'.repeat(24), isTyping: 'yes', upToSeq: 'many', afterSeq: null, token: 'a.b.c' },
  { roomId: DEEP, token: DEEP },
  Buffer.from('binary'),
  { roomId: Buffer.alloc(24), token: Buffer.alloc(24) },
];
const EVENTS = [
  'room:join',
  'room:leave',
  'room:sync',
  'message:send',
  'message:read',
  'typing:status',
  'auth:renew',
  'no:such:event',
];
/** Packets that no good client sends, and that are read all the same. */
const ODD = [
  '2["__proto__",{}]',
  '2["constructor",{}]',
  '2["toString",{}]',
  '2[1,{}]',
  '2["message:send",{},{},{}]',
  '3999[]',
  '2999["room:join"]',
];
/** Packets against Socket.IO's protocol, or with its reserved names: the connection they come on is closed. */
const BROKEN = [
  '2["disconnect"]',
  '2["connect"]',
  '2["disconnecting",{}]',
  '2[]',
  '2{}',
  '2',
  '2[{}]',
  '9',
  '2["x"',
  '51-["x",{"_placeholder":true,"num":9}]',
  '0/other,{}',
];

/** What chat does not let through, and that nothing a client sends harms anybody else. */
describe('chat refuses', () => {
  let platform: Platform;
  let people: Account[];
  let roomId: string;
  const open: ChatClient[] = [];

  beforeAll(async () => {
    platform = await Platform.start({ services: { auth: 1, 'chat-socket': 1, gateway: 1 } });
    people = await newMembers(platform, 4);
    roomId = await newGroup([people[0]!, people[1]!, people[3]!]);
  }, 120_000);
  afterEach(() => open.splice(0).forEach((client) => client.close()));
  afterAll(() => platform.stop(), 30_000);

  const connect = async (who: Account): Promise<ChatClient> => {
    const client = await ChatClient.connected(platform.gateway.url, who.api.accessToken);
    open.push(client);
    return client;
  };
  const goesOn = async (): Promise<void> => {
    const [a, b] = [await (await connect(people[0]!)).join(roomId), await (await connect(people[1]!)).join(roomId)];
    const { seq } = await a.say(roomId, '그래도 됩니다');
    await until(() => b.heard.some((one) => one.seq === seq), 'others go on');
    expect(platform.of('chat-socket')[0]!.running).toBe(true);
  };

  it('a socket without a good token, of another origin, or elsewhere', async () => {
    const at = (token: unknown, options = {}): Promise<string> => {
      const client = ChatClient.at(platform.gateway.url, token, options);
      open.push(client);
      return client.tryConnect();
    };
    const good = people[0]!.api.accessToken;
    expect(await at(undefined)).toBe('SIGN_IN_REQUIRED');
    expect(await at({ $ne: null })).toBe('SIGN_IN_REQUIRED');
    expect(await at('a.b.c')).toBe('TOKEN_INVALID');
    expect(await at(people[0]!.api.refreshToken)).toBe('TOKEN_INVALID');
    expect(await at(good, { extraHeaders: { origin: 'http://evil.example' } })).toBe('websocket error');
    expect(await at(good, { extraHeaders: { origin: platform.gateway.url } })).toBe('connected');
    expect(await at(good, { transports: ['polling'] })).toMatch(/error/);
    expect(await at(good, { path: '/elsewhere' })).toBe('websocket error');
  });

  it('every event of who is not in the room, over sockets and REST (R-18)', async () => {
    const stranger = await connect(people[2]!);
    for (const [event, payload] of [
      ['room:join', { roomId }],
      ['room:sync', { roomId, afterSeq: 0 }],
      ['message:send', { roomId, content: '나도', tempId: 'x' }],
      ['message:read', { roomId, upToSeq: 1 }],
      ['typing:status', { roomId, isTyping: true }],
    ] as const) {
      expect([event, await stranger.ask(event, payload)]).toMatchObject([event, { code: 'ROOM_NOT_FOUND' }]);
    }
    const member = await (await connect(people[0]!)).join(roomId);
    const { messageId } = await member.say(roomId, '우리끼리');
    const { api } = people[2]!;
    expect((await api.get(`/chat/rooms/${roomId}`)).status).toBe(404);
    expect((await api.get(`/chat/rooms/${roomId}/messages`)).status).toBe(404);
    expect((await api.put(`/chat/rooms/${roomId}/read`, { up_to_seq: 1 })).status).toBe(404);
    expect((await api.patch(`/chat/messages/${messageId as string}`, { content: '남의 말' })).status).toBe(404);
    expect((await api.delete(`/chat/messages/${messageId as string}`)).status).toBe(404);
    expect(stranger.heard).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4])('junk in every event with a code, and stays up (part %i)', async (part) => {
    const junk = JUNK.filter((_, i) => i % 5 === part);
    // Messages are limited by member: each part has one of its own.
    const client = await connect((await newMembers(platform, 1))[0]!);
    for (const payload of junk) {
      for (const event of EVENTS) {
        const answer = await client.ask(event, payload);
        const said = [event, payload, answer.code];
        const code = event === 'no:such:event' ? 'EVENT_UNKNOWN' : /^(INVALID_INPUT|TOKEN_INVALID)$/;
        expect(said).toEqual([event, payload, expect.stringMatching(code)]);
        expect(answer.error).toEqual(expect.stringMatching(/\S/));
      }
    }
    // Without a callback there is an event that tells.
    client.socket.emit('room:join', junk[0]);
    await until(() => client.of('error').length === 1, 'the error is told');
    expect(client.of('error')[0]).toMatchObject({ code: 'INVALID_INPUT', event: 'room:join' });
    await goesOn();
  });

  it('packets that are none, and hurts nobody with them', async () => {
    const client = await connect(people[0]!);
    ODD.forEach((packet) => client.sendRaw(packet));
    expect(await client.ask('room:join', { roomId })).toMatchObject({ ok: true });
    for (const packet of BROKEN) (await connect(people[2]!)).sendRaw(packet);
    await goesOn();
  });

  it('more than 64 KB at once by closing that connection', async () => {
    const client = await connect(people[2]!);
    client.socket.emit('message:send', { roomId, content: '가'.repeat(30_000), tempId: 'large' });
    await until(() => client.closedAt > 0, 'the connection is closed');
    await goesOn();
  });

  it('too much at a time, and says when to come back', async () => {
    const client = await (await connect(people[3]!)).join(roomId);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => client.say(roomId, `${i}`, `burst-${i}-${client.socket.id}`)),
    );
    const refused = answers.filter((one: Acknowledged) => one.code === 'TOO_MANY_REQUESTS');
    expect(refused.length).toBeGreaterThan(20);
    const { retry_after } = refused[0]!.details as { retry_after: number };
    expect(retry_after).toBeGreaterThanOrEqual(1);
    expect(retry_after).toBeLessThanOrEqual(4);
    expect(answers.filter((one) => one.ok).length).toBeGreaterThanOrEqual(20);
    await until(() => client.of('message:error').length === refused.length, 'each is told by its tempId');
    await goesOn();
  });

  it('who does not listen to that', async () => {
    const client = await connect(people[2]!);
    for (let i = 0; i < 600; i += 1) client.socket.emit('typing:status', {});
    await until(() => client.closedAt > 0, 'the connection is closed');
    await goesOn();
  });
});
