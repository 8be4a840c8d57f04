import type { GameState, MeetingState, NotificationState, Role } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { LiveMessage } from '../src/live/message-view';
import { ChatUnderTest, Person, TestSocket } from './support/chat-under-test';
import { aGame, CoreStandIn } from './support/core-stand-in';

const id = (): string => new Types.ObjectId().toHexString();

describe('what core tells', () => {
  let chat: ChatUnderTest;
  let core: CoreStandIn;
  let [minho, jimin]: Person[] = [];
  let mine: TestSocket[];
  let other: TestSocket;

  beforeAll(async () => {
    chat = await ChatUnderTest.start({ nodes: 2 });
    core = await chat.withCore();
    minho = await chat.member('김민호');
    jimin = await chat.member('박지민');
    mine = [await chat.connect(minho, 0), await chat.connect(minho, 1)];
    other = await chat.connect(jimin, 1);
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  it('of notifications reaches every connection of that member, once, and nobody else', async () => {
    const notification = {
      id: id(),
      type: 'notice',
      text: '새 공지',
      data: {},
      critical: false,
    } as NotificationState & {
      id: string;
    };
    const told = { member_id: minho!.id, notification, silent: false };
    // The same one told again, as after a crash between effect and note.
    await core.tell('core.notification.created', minho!.id, told);
    await core.tell('core.notification.created', minho!.id, told);
    const last = { ...told, notification: { ...notification, id: id() }, silent: true };
    await core.tell('core.notification.created', minho!.id, last);
    const ids = (socket: TestSocket): string[] => socket.of<{ id: string }>('notification').map((one) => one.id);
    for (const socket of mine) {
      await until(() => ids(socket).includes(last.notification.id), 'told');
      expect(ids(socket).filter((one) => one === notification.id)).toHaveLength(1);
      expect(socket.of('notification')).toContainEqual({ ...notification, silent: false });
    }
    expect(other.of('notification')).toEqual([]);
  });

  it('of games reaches every member: status with the game, score with who set it', async () => {
    const gameId = id();
    const tell = (version: number, change: 'started' | 'score' | 'completed', game: Partial<GameState>) =>
      core.tell(
        'core.game.changed',
        gameId,
        { game: aGame({ id: gameId, ...game }), change, updated_by: minho!.id },
        version,
      );
    const score = { sets: [{ set_number: 1, team1: 21, team2: 19 }], sets_won: { team1: 1, team2: 0 }, winner: null };
    const about = (socket: TestSocket, event: string): Record<string, unknown>[] =>
      socket.of(event).filter((one) => one.gameId === gameId);
    await tell(2, 'started', { status: 'ongoing' });
    await until(() => about(other, 'game:status_changed').length === 1, 'started');
    await tell(3, 'score', { score });
    const seen = [...mine, other];
    for (const socket of seen) await until(() => about(socket, 'game:score_updated').length === 1, 'scored');
    expect(about(other, 'game:score_updated')).toEqual([
      { gameId, score, updatedBy: { id: minho!.id, name: '김민호', avatar: null } },
    ]);
    // Late and old: nobody hears it.
    await tell(1, 'score', {});
    await tell(4, 'completed', { status: 'completed', score });
    for (const socket of seen) {
      await until(() => about(socket, 'game:status_changed').length === 2, 'completed');
      expect(about(socket, 'game:status_changed').map((one) => one.status)).toEqual(['ongoing', 'completed']);
      expect(about(socket, 'game:status_changed')[1]!.game).toMatchObject({ id: gameId, status: 'completed', score });
      expect(about(socket, 'game:score_updated')).toHaveLength(1);
    }
  });

  it('of meetings reaches every member', async () => {
    const meeting = { id: id(), status: 'scheduled', title: '정모' } as never as MeetingState;
    const told = { meeting, change: 'created' as const, updated_by: null };
    await core.tell('core.meeting.changed', meeting.id, told);
    await until(() => other.of('meeting:changed').length === 1, 'told');
    expect(other.of('meeting:changed')).toEqual([{ meetingId: meeting.id, change: 'created', meeting }]);
  });

  it('of boards reaches every member', async () => {
    const meetingId = id();
    const board = { meeting_id: meetingId, version: 3, courts: [] } as never;
    await core.tell('core.board.changed', meetingId, { board });
    await until(() => other.of('board:changed').length === 1, 'told');
    expect(other.of('board:changed')).toEqual([{ meetingId, board }]);
  });

  it('of mutes holds at once: on open connections, in history, in unread counts', async () => {
    const roomId = await chat.group([jimin!, minho!]);
    for (const socket of [...mine, other]) await socket.ask('room:join', { roomId });
    const mute = (muted: boolean, version: number): Promise<string> => {
      const state = { muter_id: minho!.id, muted_id: jimin!.id, muted, version };
      return core.tell('core.mute.changed', `${minho!.id}:${jimin!.id}`, state, version);
    };
    const say = (content: string): Promise<unknown> =>
      other.ask('message:send', { roomId, content, tempId: content.replace(/\W/g, '') + id() });
    const heard = (socket: TestSocket, seq: number): LiveMessage | undefined =>
      socket.of<LiveMessage>('message:received').find((one) => one.roomId === roomId && one.seq === seq);
    let seq = 0;
    /** Says something until all of mine hear it so. */
    const untilHeard = (muted: boolean): Promise<boolean> =>
      until(async () => {
        seq += 1;
        const said = seq;
        await say('이번 주 번개');
        await until(() => mine.every((socket) => heard(socket, said)), 'it arrived');
        return mine.every((socket) => (heard(socket, said)!.isMuted === true) === muted);
      }, 'it holds');
    await mute(true, 1);
    await untilHeard(true);
    expect(heard(mine[0]!, seq)).toMatchObject({ content: '', isMuted: true, attachments: [], mentions: [] });
    const page = await minho!.client.send<{ messages: { content: string; is_muted?: boolean }[] }>(
      'GET',
      `/rooms/${roomId}/messages`,
    );
    for (const message of page.data.messages) expect(message).toMatchObject({ content: '', is_muted: true });
    const room = await minho!.client.send<{ room: { unread_count: number } }>('GET', `/rooms/${roomId}`);
    expect(room.data.room.unread_count).toBe(0);
    // Old news changes nothing; lifting it does.
    await mute(false, 0);
    await untilHeard(true);
    await mute(false, 2);
    await untilHeard(false);
    // Staff are heard by everybody, from when they are staff and for as long as they are.
    await mute(true, 3);
    await untilHeard(true);
    const become = (roles: Role[]): Promise<unknown> => chat.member('박지민', { id: jimin!.id, roles });
    await become(['USER', 'OPERATOR']);
    await untilHeard(false);
    const newest = async (): Promise<string | undefined> => {
      const path = `/rooms/${roomId}/messages?limit=1`;
      const { data } = await minho!.client.send<{ messages: { content: string }[] }>('GET', path);
      return data.messages[0]?.content;
    };
    expect(await newest()).toBe('이번 주 번개');
    await become(['USER']);
    await untilHeard(true);
    expect(await newest()).toBe('');
  });
});

describe('games by socket', () => {
  let chat: ChatUnderTest;
  let core: CoreStandIn;
  let host: Person;
  let socket: TestSocket;
  beforeAll(async () => {
    chat = await ChatUnderTest.start();
    core = await chat.withCore();
    host = await chat.member('이서연');
    socket = await chat.connect(host);
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const gameId = id();

  it('go to core with the identity of the token, and come back with the game', async () => {
    const score = { setNumber: 1, team1Score: 11, team2Score: 7 };
    expect(await socket.ask('game:score_update', { gameId, score })).toMatchObject({
      ok: true,
      gameId,
      game: { id: gameId },
    });
    const finalScore = { sets: [{ team1: 21, team2: 12 }] };
    const end = { gameId, status: 'completed', finalScore, winner: 'team1' };
    expect(await socket.ask('game:status_change', end)).toMatchObject({ ok: true, game: { status: 'completed' } });
    expect(await socket.ask('game:status_change', { gameId, status: 'ongoing', courtId: '1' })).toMatchObject({
      ok: true,
    });
    const caller = { user_id: host.id, roles: ['USER'] };
    expect(core.asked).toEqual([
      {
        ask: 'core.game.score',
        request: { game_id: gameId, caller, set_number: 1, team1_score: 11, team2_score: 7 },
      },
      {
        ask: 'core.game.change-status',
        request: { game_id: gameId, caller, status: 'completed', final_score: finalScore, winner: 'team1' },
      },
      { ask: 'core.game.change-status', request: { game_id: gameId, caller, status: 'ongoing', court_id: '1' } },
    ]);
  });

  it('go to core with the roles that wait for a second factor', async () => {
    const client = chat.socket(chat.auth.token({ sub: host.id, withheldRoles: ['OPERATOR'] }));
    const unproved = new TestSocket(client);
    client.connect();
    const score = { setNumber: 1, team1Score: 3, team2Score: 2 };
    expect(await unproved.ask('game:score_update', { gameId, score })).toMatchObject({ ok: true });
    expect(core.asked.at(-1)?.request).toMatchObject({
      caller: { user_id: host.id, roles: ['USER'], withheld_roles: ['OPERATOR'] },
    });
    client.disconnect();
  });

  it("bring core's refusals back with their code, to the callback or as an error", async () => {
    const refused = { gameId, score: { setNumber: 1, team1Score: 99, team2Score: 0 } };
    const answer = await socket.ask('game:score_update', refused);
    expect(answer).toMatchObject({ code: 'CONFLICT', error: expect.any(String) });
    expect(answer.ok).toBeUndefined();
    socket.socket.emit('game:score_update', refused);
    await until(() => socket.of('error').length === 1, 'the error');
    expect(socket.of('error')).toMatchObject([{ code: 'CONFLICT', event: 'game:score_update' }]);
  });

  it.each([
    {},
    { gameId, score: null },
    { gameId, score: [] },
    { gameId, score: { setNumber: 0, team1Score: 1, team2Score: 1 } },
    { gameId, score: { setNumber: 1, team1Score: '1', team2Score: 1 } },
    { gameId, score: { setNumber: 1, team1Score: -1, team2Score: 1 } },
    { gameId: { $ne: '' }, score: { setNumber: 1, team1Score: 1, team2Score: 1 } },
    { gameId, score: { setNumber: 1, team1Score: 1, team2Score: 1 }, caller: { user_id: id(), roles: ['ADMIN'] } },
  ])('refuse the score %j before core hears of it', async (payload) => {
    const before = core.asked.length;
    expect(await socket.ask('game:score_update', payload)).toMatchObject({ code: 'INVALID_INPUT' });
    expect(core.asked).toHaveLength(before);
  });

  it.each([
    { gameId, status: 'scheduled' },
    { gameId, status: 'completed', finalScore: { sets: 'x' } },
    { gameId, status: 'completed', finalScore: { sets: [null] } },
    { gameId, status: 'completed', finalScore: [], winner: 'team3' },
    { gameId, status: 'ongoing', courtId: 5 },
  ])('refuse the status %j before core hears of it', async (payload) => {
    expect(await socket.ask('game:status_change', payload)).toMatchObject({ code: 'INVALID_INPUT' });
  });
});
