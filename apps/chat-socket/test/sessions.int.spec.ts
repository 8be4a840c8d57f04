import { TokenVerifier } from '@dongbaejul/identity';
import { Hints } from '@dongbaejul/messaging';
import { bound, until } from '@dongbaejul/testing';
import type { Socket } from 'socket.io-client';
import { PresenceStore } from '../src/presence/presence.store';
import { ChatUnderTest, Person } from './support/chat-under-test';

/** The code that a refused connection is told. */
const refusal = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => resolve(error.message));
    socket.connect();
  });

describe('sessions of sockets', () => {
  let chat: ChatUnderTest;
  let who: Person;
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ nodes: 2 });
    who = await chat.member('박지민');
  }, 60_000);
  afterAll(() => chat.stop());

  it('need a good token, a role, and an origin that is allowed', async () => {
    expect(await refusal(chat.socket(undefined))).toBe('SIGN_IN_REQUIRED');
    expect(await refusal(chat.socket({ $ne: null }))).toBe('SIGN_IN_REQUIRED');
    expect(await refusal(chat.socket('no.token.this'))).toBe('TOKEN_INVALID');
    expect(await refusal(chat.socket(chat.auth.token({ sub: who.id, roles: [] })))).toBe('NOT_ADMITTED');
    expect(await refusal(chat.socket(chat.token(who), { origin: 'http://evil.example' }))).toBe('websocket error');
    expect(await refusal(chat.socket(chat.token(who), { origin: 'http://club.example' }))).toBe('connected');
  });

  it.each(['logout', 'block', 'roles'] as const)('end within a second of %s (R-5)', async (how) => {
    const one = await chat.member('이서연');
    const sockets = await Promise.all([chat.connect(one, 0), chat.connect(one, 1)]);
    const endedAt = Date.now();
    if (how === 'logout') chat.auth.endSession(one.sid);
    else chat.auth.revokeAccount(one.id, how === 'block' ? 'ended' : 'stale');
    await until(() => sockets.every((socket) => socket.closedAt > 0), 'both are closed');
    for (const socket of sockets) expect(socket.closedAt - endedAt).toBeLessThan(bound(1_000));
    const code = how === 'roles' ? 'TOKEN_STALE' : 'SESSION_ENDED';
    for (const socket of sockets) expect(socket.of('error')).toMatchObject([{ code }]);
  });

  it('end with their token, unless it is renewed', async () => {
    const [ends, goesOn] = await Promise.all([chat.connect(who, 0, 2), chat.connect(who, 1, 2)]);
    expect(await goesOn!.ask('auth:renew', { token: chat.token(who) })).toMatchObject({ ok: true });
    await until(() => ends!.closedAt > 0, 'the old token ends it');
    expect(ends!.of('error')).toMatchObject([{ code: 'TOKEN_EXPIRED' }]);
    expect(goesOn!.socket.connected).toBe(true);
  });

  it('answer every bad event with a code', async () => {
    const socket = await chat.connect(who);
    expect(await socket.ask('no:such', {})).toMatchObject({ code: 'EVENT_UNKNOWN' });
    for (const payload of [undefined, null, 'x', [], { roomId: { $ne: 1 } }, { roomId: 'x' }]) {
      expect(await socket.ask('room:join', payload)).toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  it('tell who is here however many come at once', async () => {
    const watcher = await chat.connect(who, 1);
    const people: Person[] = [];
    for (let i = 0; i < 30; i += 1) people.push(await chat.member(`회원 ${i}`));
    await Promise.all(people.map((one, i) => chat.connect(one, i % 2)));
    const heard = (): Set<unknown> =>
      new Set([
        ...watcher.of<unknown>('user:online'),
        ...watcher.of<{ online: string[] }>('users:presence').flatMap(({ online }) => online),
      ]);
    await until(() => people.every(({ id }) => heard().has(id)), 'everybody is told of');
  });

  it('count people, not tabs (R-17)', async () => {
    const [one, watcher] = [await chat.member('김민호'), await chat.connect(who, 1)];
    const tabs = [await chat.connect(one, 0), await chat.connect(one, 1)];
    const about = (event: string): unknown[] =>
      watcher.got.filter((got) => got.event === event && got.payload === one.id);
    await until(() => about('user:online').length === 1, 'online once');
    tabs[0]!.socket.disconnect();
    await until(async () => (await chat.db.collection('rooms').countDocuments({})) > 0, 'the database answers');
    expect(about('user:offline')).toEqual([]);
    tabs[1]!.socket.disconnect();
    await until(() => about('user:offline').length === 1, 'offline once');
    expect(about('user:online')).toHaveLength(1);
  });

  it('are told of late where the word of it was lost (R-17)', async () => {
    const watcher = await chat.connect(who, 1);
    const [came, went] = [await chat.member('김민호'), await chat.member('이서연')];
    const about = (event: string, { id }: Person): number =>
      watcher.of<unknown>(event).filter((of) => of === id).length;
    const { app } = chat.nodes[0]!;
    await app.get(Hints).publish('chat.presence', { event: 'user:online', ids: [went.id] });
    await until(() => about('user:online', went) === 1, 'a hint is told');
    const told = async (): Promise<boolean> => {
      await app.get(PresenceStore).renew([came.id]);
      return about('user:online', came) === 1;
    };
    await Promise.all([
      until(() => about('user:offline', went) === 1, 'who is not here after all is told of as gone'),
      until(told, 'who came is told of'),
    ]);
  }, 60_000);

  it('are not told of as gone when a process stops and they go on at another one; who does not is', async () => {
    const [moves, goes, watcher] = [
      await chat.member('김민호'),
      await chat.member('박지민'),
      await chat.connect(await chat.member('이서연'), 0),
    ];
    const stopping = await chat.addNode();
    const at = chat.nodes.indexOf(stopping);
    const moving = await chat.connect(moves, at);
    await chat.connect(goes, at);
    const about = ({ id }: Person): string[] =>
      watcher.got.flatMap(({ event, payload }) => (event.startsWith('user:') && payload === id ? [event] : []));
    for (const one of [moves, goes]) await until(() => about(one).length === 1, 'they are online');
    chat.nodes.splice(at, 1);
    const stopped = stopping.stop();
    await until(() => moving.closedAt > 0, 'the process sends them elsewhere');
    await chat.connect(moves, 0);
    await stopped;
    await until(() => about(goes).length === 2, 'who is gone is told of', { withinMs: 40_000 });
    expect(about(goes)).toEqual(['user:online', 'user:offline']);
    expect(about(moves)).toEqual(['user:online']);
    const gone = await chat.db.collection('members').findOne({ _id: goes.id as never });
    expect(gone?.last_seen_at).toBeInstanceOf(Date);
  }, 90_000);
});

describe('sockets of one member', () => {
  let chat: ChatUnderTest;
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ config: { SOCKETS_PER_MEMBER: 3 } });
  }, 60_000);
  afterAll(() => chat.stop());

  it('are no more than one may have, also of those that come at the same moment', async () => {
    const who = await chat.member('박지민');
    // As when all have waited for one answer of auth's: their tokens are found good in the same moment.
    const tokens = chat.get(TokenVerifier);
    const verify = tokens.verify.bind(tokens);
    let waiting = 0;
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const spy = jest.spyOn(tokens, 'verify').mockImplementation(async (token) => {
      const verified = await verify(token);
      waiting += 1;
      await answered;
      return verified;
    });
    const refusals = Promise.all(Array.from({ length: 8 }, () => refusal(chat.socket(chat.token(who)))));
    await until(() => waiting === 8, 'all wait');
    answer();
    const answers = await refusals;
    spy.mockRestore();
    const count = (answer: string): number => answers.filter((one) => one === answer).length;
    expect([count('connected'), count('TOO_MANY_SOCKETS')]).toEqual([3, 5]);
  });
});
