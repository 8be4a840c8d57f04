import type { GameState } from '@dongbaejul/contracts';
import { ApiClient, Platform, until } from '@dongbaejul/testing';
import { ChatClient } from '../support/chat-client';
import { unzip } from '../support/unzip';

interface AuditLog {
  service: string;
  action: string;
  object_id: string;
}
interface Room {
  participants: { id: string }[];
}

const PASSWORD = '셔틀콕은 높이높이';
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** A member's data across all services as they really run: taken along, given to the other account, let go of. */
describe("a member's data everywhere", () => {
  let platform: Platform;
  let admin: ApiClient;
  let host: ApiClient;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'chat-socket': 1, 'band-sync': 1, gateway: 1 },
      env: {
        'band-emulator': { EMULATOR_MEMBERS: '10', EMULATOR_POSTS: '5', EMULATOR_PHOTOS: '5', EMULATOR_ALBUMS: '1' },
      },
    });
    [admin, host] = [await platform.signIn('admin'), await platform.signIn('member')];
  }, 180_000);
  afterAll(() => platform?.stop(), 60_000);

  let count = 0;
  const join = async (display_name: string): Promise<ApiClient> => {
    const login = { email: `leaving-e2e-${(count += 1)}@club.test`, password: PASSWORD };
    const client = platform.client();
    const answer = await client.post('/auth/signup', { ...login, username: `leaving${count}`, display_name });
    expect(answer.status).toBe(201);
    return client.use((await client.post<Parameters<ApiClient['use']>[0]>('/auth/login', login)).data);
  };
  const idOf = (client: ApiClient): string => client.userId;
  const gameOf = async (id: string): Promise<GameState> =>
    (await host.get<{ game: GameState }>(`/games/${id}`)).data.game;
  const playersOf = async (id: string): Promise<(string | null)[]> =>
    (await gameOf(id)).participants.map(({ user }) => user?.id ?? null);
  const participantsOf = async (id: string): Promise<string[]> =>
    (await host.get<{ room: Room }>(`/chat/rooms/${id}`)).data.room.participants.map((one) => one.id);
  const archiveOf = async (client: ApiClient): Promise<Map<string, unknown>> => {
    const headers = { authorization: `Bearer ${client.accessToken}` };
    const response = await fetch(`${platform.api}/users/me/export`, { method: 'POST', headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/zip');
    const files = unzip(Buffer.from(await response.arrayBuffer()));
    return new Map(
      [...files]
        .filter(([name]) => name.endsWith('.json'))
        .map(([name, bytes]) => [name, JSON.parse(bytes.toString()) as unknown]),
    );
  };

  /** What members do in every corner of the platform. */
  const live = async (me: ApiClient): Promise<{ post: string; game: string; meeting: string; room: string }> => {
    const body = { title: '내가 쓴 글', content: '내용입니다', category: 'free' };
    const { data: written } = await me.post<{ post: { id: string } }>('/posts', body);
    const { data: arranged } = await host.post<{ game: GameState }>('/games', {
      title: '수요 단식',
      game_date: inHours(24),
      game_type: 'singles',
    });
    expect((await me.post(`/games/${arranged.game.id}/join`)).status).toBe(200);
    const { data: called } = await host.post<{ meeting: { id: string } }>('/meetings', {
      title: '토요일 번개',
      meeting_date: inHours(48),
    });
    expect((await me.put(`/meetings/${called.meeting.id}/rsvp`, { answer: 'going' })).status).toBe(200);
    const group = { type: 'group', name: '주말 모임', participants: [idOf(me)] };
    // Chat knows a member as soon as auth's event has arrived.
    let room = '';
    await until(async () => {
      const { status, data } = await host.post<{ room: { id: string } }>('/chat/rooms', group);
      if (status === 201) room = data.room.id;
      return status === 201;
    }, 'chat knows the member');
    const socket = await ChatClient.connected(platform.gateway.url, me.accessToken);
    await socket.socket.timeout(10_000).emitWithAck('room:join', { roomId: room });
    const message = { roomId: room, content: '내가 한 말', tempId: `temp-${count}` };
    expect(await socket.socket.timeout(10_000).emitWithAck('message:send', message)).toMatchObject({ ok: true });
    socket.socket.disconnect();
    return { post: written.post.id, game: arranged.game.id, meeting: called.meeting.id, room };
  };

  it('is one archive with the part of each service', async () => {
    const me = await join('내보내는 회원');
    await live(me);
    const files = await archiveOf(me);
    expect([...files.keys()].sort()).toEqual(
      expect.arrayContaining([
        'auth/profile.json',
        'auth/sessions.json',
        'band-sync/band.json',
        'chat-socket/messages.json',
        'chat-socket/rooms.json',
        'core/comments.json',
        'core/devices.json',
        'core/games.json',
        'core/meeting-answers.json',
        'core/posts.json',
        'core/uploads.json',
      ]),
    );
    expect(files.get('auth/profile.json')).toMatchObject({ display_name: '내보내는 회원' });
    expect(files.get('core/posts.json')).toMatchObject([{ title: '내가 쓴 글' }]);
    expect(files.get('core/games.json')).toMatchObject([{ title: '수요 단식', plays: [{ player_id: idOf(me) }] }]);
    expect(files.get('core/meeting-answers.json')).toMatchObject([{ title: '토요일 번개', answer: 'going' }]);
    expect(files.get('chat-socket/messages.json')).toMatchObject([{ content: '내가 한 말' }]);
    expect(files.get('chat-socket/rooms.json')).toEqual(
      expect.arrayContaining([expect.objectContaining({ room: expect.objectContaining({ name: '주말 모임' }) })]),
    );
  }, 60_000);

  it('is the other account’s when two turn out to be one person', async () => {
    const [from, into] = [await join('옛 계정'), await join('새 계정')];
    const theirs = await live(from);
    const merged = await admin.post(`/admin/users/${idOf(into)}/merge`, { from_id: idOf(from), reason: '같은 사람' });
    expect(merged.status).toBeLessThan(300);
    await until(async () => (await playersOf(theirs.game)).includes(idOf(into)), 'the game is theirs');
    await until(async () => (await participantsOf(theirs.room)).includes(idOf(into)), 'the room is theirs');
    const { data } = await host.get<{ post: { author: object } }>(`/posts/${theirs.post}`);
    expect(data.post.author).toMatchObject({ id: idOf(into), display_name: '새 계정' });
    // What the account may do has changed: a token from before is stale.
    const refreshed = await into.post<Parameters<ApiClient['use']>[0]>('/auth/refresh', {
      refresh_token: into.refreshToken,
    });
    const files = await archiveOf(into.use(refreshed.data));
    expect(files.get('core/meeting-answers.json')).toMatchObject([{ title: '토요일 번개' }]);
    expect(files.get('chat-socket/messages.json')).toMatchObject([{ content: '내가 한 말' }]);
    expect((await from.get('/posts')).status).toBe(401);
    expect(await participantsOf(theirs.room)).not.toContain(idOf(from));
  }, 60_000);

  it('is let go of when the account is closed: places go to who waits, words stay without the name', async () => {
    const [me, second, third] = [await join('떠나는 회원'), await join('두 번째'), await join('기다리는 회원')];
    const mine = await live(me);
    for (const who of [second, third]) expect((await who.post(`/games/${mine.game}/join`)).status).toBe(200);
    expect((await me.request('DELETE', '/users/me', { body: { password: PASSWORD } })).status).toBe(200);
    await until(async () => (await me.get('/auth/me')).status === 401, 'the session is over');
    const players = (): Promise<(string | null)[]> => playersOf(mine.game);
    await until(async () => !(await players()).includes(idOf(me)), 'the place is free');
    expect(await players()).toEqual([idOf(second), idOf(third)]);
    await until(async () => (await participantsOf(mine.room)).length === 1, 'the room has one member less');
    const { data } = await host.get<{ post: { author: object } }>(`/posts/${mine.post}`);
    expect(data.post.author).toEqual({ id: null, display_name: '탈퇴한 회원', avatar: null });
    const { data: chat } = await host.get<{ messages: { content: string; sender: { name: string } }[] }>(
      `/chat/rooms/${mine.room}/messages`,
    );
    expect(chat.messages[0]).toMatchObject({ content: '내가 한 말', sender: { name: '탈퇴한 회원' } });
    expect((await host.get(`/users/members/${idOf(me)}`)).status).toBe(404);
  }, 60_000);

  it('is changed by nobody without a trace: each service tells the one log', async () => {
    const me = await join('빠질 회원');
    const { room } = await live(me);
    expect((await host.request('DELETE', `/chat/rooms/${room}/members/${idOf(me)}`)).status).toBe(200);
    const operator = await platform.signIn('operator');
    await platform.whenSynced();
    let run = '';
    await until(async () => {
      const { status, data } = await operator.post<{ run: { id: string } }>('/admin/sync-runs');
      if (status === 201) run = data.run.id;
      return status === 201;
    }, 'a run may begin');
    const auditor = await platform.signIn('auditor');
    const logsOf = async (object: string): Promise<AuditLog[]> =>
      (await auditor.get<{ audit_logs: AuditLog[] }>(`/admin/audit-logs?object_id=${object}`)).data.audit_logs;
    await until(async () => (await logsOf(room)).length > 0 && (await logsOf(run)).length > 0, 'both are in the log');
    expect((await logsOf(room))[0]).toMatchObject({ service: 'chat-socket', action: 'room.member_removed' });
    expect((await logsOf(run)).at(-1)).toMatchObject({ service: 'band-sync', action: 'sync_run.started' });
  }, 90_000);
});
