import type { GameAnswer, GamesAnswer, JoinAnswer } from '../src/games/dto/game.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf } from './support/inbox';
import { arrange, gameOf, inHours, join, match, newCourt } from './support/play';

let core: CoreUnderTest;
let host: Member;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  host = core.member();
  operator = core.member(['USER', 'OPERATOR']);
});
afterAll(() => core.stop());

describe('arranging a game', () => {
  it('answers 201 with the whole game; the host does not play', async () => {
    const { status, data } = await host.client.post<GameAnswer>('/games', {
      title: ' 수요 복식 ',
      description: 'B조 이상',
      game_date: '2027-03-03T19:00:00+09:00',
      duration: 90,
      max_participants: 4,
      skill_level: 'B',
      game_type: 'mixed_doubles',
      rule: 'BWF_15',
      join_deadline: '2027-03-03T12:00:00+09:00',
      location: '시민체육관',
    });
    expect(status).toBe(201);
    expect(data.game).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      title: '수요 복식',
      description: 'B조 이상',
      game_date: '2027-03-03T10:00:00.000Z',
      duration: 90,
      max_participants: 4,
      skill_level: 'B',
      game_type: 'mixed_doubles',
      rule: { preset: 'BWF_15', sets_to_win: 2, target: 15, deuce: true, cap: 21 },
      join_deadline: '2027-03-03T03:00:00.000Z',
      location: '시민체육관',
      meeting_id: null,
      status: 'scheduled',
      host: { id: host.id, display_name: `user-${host.id.slice(-6)}`, avatar: null },
      participants: [],
      waiting_list: [],
      waiting_count: 0,
      teams: null,
      court_id: null,
      score: { sets: [], sets_won: { team1: 0, team2: 0 }, winner: null },
      result: null,
      mvp: null,
      game_stats: null,
      started_at: null,
      completed_at: null,
      version: 1,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect((await operator.client.get<GameAnswer>(`/games/${data.game.id}`)).data).toEqual(data);
  });

  it('takes rules of the club and gives each type its places', async () => {
    const rule = { preset: 'custom', sets_to_win: 1, target: 11, deuce: true, cap: 15 };
    expect(await arrange(host, { rule })).toMatchObject({ rule, max_participants: 2, duration: 60 });
    expect(await arrange(host, { game_type: 'free' })).toMatchObject({ max_participants: 100 });
    expect((await arrange(host, { rule: { preset: 'CLUB_25' } })).rule).toMatchObject({ target: 25, deuce: false });
  });

  it.each([
    [{ game_type: 'singles', max_participants: 4 }, 'max_participants'],
    [{ game_type: 'mens_doubles', max_participants: 3 }, 'max_participants'],
    [{ game_type: 'free', max_participants: 101 }, 'max_participants'],
    [{ game_type: 'chess' }, 'game_type'],
    [{ game_date: inHours(-1) }, 'game_date'],
    [{ game_date: '2027-03-03' }, 'game_date'],
    [{ game_date: '2027-02-30T10:00:00Z' }, 'game_date'],
    [{ join_deadline: '2099-01-01T00:00:00Z' }, 'join_deadline'],
    [{ rule: 'BWF_99' }, 'rule'],
    [{ rule: { preset: 'custom', sets_to_win: 9, target: 11, deuce: false } }, 'rule'],
    [{ rule: { preset: 'custom', sets_to_win: 1, target: 11, deuce: true, cap: 10 } }, 'rule'],
    [{ rule: { $ne: 1 } }, 'rule'],
    [{ skill_level: 'Z' }, 'skill_level'],
    [{ title: '' }, 'title'],
    [{ status: 'completed' }, 'status'],
  ])('refuses %j', async (wrong, field) => {
    const body = { title: '게임', game_date: inHours(24), game_type: 'singles', ...wrong };
    const { status, error } = await host.client.post('/games', body);
    expect([status, Object.keys(error.details ?? {})]).toEqual([400, [field]]);
  });

  it('is done once for an Idempotency-Key, whatever happens at once (R-13)', async () => {
    const maker = core.member();
    const headers = { 'idempotency-key': 'one-game' };
    const body = { title: '한 번만', game_date: inHours(24), game_type: 'singles' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => maker.client.post<GameAnswer>('/games', body, { headers })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await core.db.collection('games').countDocuments({ host_id: maker.id })).toBe(1);
    const other = await maker.client.post('/games', { ...body, title: '다른 경기' }, { headers });
    expect([other.status, other.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('finds no meeting where there is none', async () => {
    const body = { title: '정모 게임', game_date: inHours(24), game_type: 'singles', meeting_id: 'a'.repeat(24) };
    const { status, error } = await host.client.post('/games', body);
    expect([status, error.code]).toEqual([422, 'GAME_MEETING_NOT_FOUND']);
  });
});

describe('changing a game', () => {
  it('is for host and staff, with any part of the body', async () => {
    const game = await arrange(host);
    const stranger = await core.member().client.patch(`/games/${game.id}`, { title: '남의 경기' });
    expect([stranger.status, stranger.error.code]).toEqual([403, 'GAME_HOST_ONLY']);
    const put = gameOf(await host.client.put<GameAnswer>(`/games/${game.id}`, { title: '바뀐 제목' }));
    expect(put).toMatchObject({ title: '바뀐 제목', version: 2, game_date: game.game_date });
    const patch = await operator.client.patch<GameAnswer>(`/games/${game.id}`, { location: null, duration: 30 });
    expect(gameOf(patch)).toMatchObject({ duration: 30, version: 3 });
    const past = await host.client.patch(`/games/${game.id}`, { game_date: inHours(-1) });
    expect([past.status, Object.keys(past.error.details ?? {})]).toEqual([400, ['game_date']]);
    const same = await host.client.patch<GameAnswer>(`/games/${game.id}`, { duration: 30 });
    expect(gameOf(same).version).toBe(3);
  });

  it('refuses a stale If-Match, also while others join', async () => {
    const game = await arrange(host);
    await join(core.member(), game.id);
    const edit = (title: string): ReturnType<typeof host.client.patch<GameAnswer>> =>
      host.client.patch<GameAnswer>(`/games/${game.id}`, { title }, { headers: { 'if-match': '1' } });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => edit(`제목 ${i}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(412)]);
  });

  it('lets those up who wait when there are more places, and never throws anybody out', async () => {
    const game = await arrange(host, { game_type: 'free', max_participants: 2 });
    const members = [core.member(), core.member(), core.member()];
    for (const member of members) await join(member, game.id);
    const more = await host.client.patch<GameAnswer>(`/games/${game.id}`, { max_participants: 3 });
    expect(gameOf(more).participants.map(({ id }) => id)).toEqual(members.map(({ id }) => id));
    const fewer = await host.client.patch(`/games/${game.id}`, { max_participants: 2 });
    expect([fewer.status, fewer.error.code]).toEqual([409, 'GAME_TOO_SMALL']);
  });
});

describe('cancelling a game', () => {
  it('frees its court and players, and ends everything else about it', async () => {
    const { host: maker, players, game } = await match(core);
    const refused = await (players[0] as Member).client.delete(`/games/${game.id}`);
    expect([refused.status, refused.error.code]).toEqual([403, 'GAME_HOST_ONLY']);
    const { status, data } = await maker.client.delete<{ message: string }>(`/games/${game.id}`);
    expect([status, data]).toEqual([200, { message: 'success' }]);
    expect((await maker.client.delete(`/games/${game.id}`)).status).toBe(200);
    const acts = await Promise.all([
      join(core.member(), game.id),
      maker.client.put(`/games/${game.id}/score`, { set_number: 1, team1_score: 1, team2_score: 0 }),
      maker.client.post(`/games/${game.id}/start`, { court_id: newCourt() }),
      maker.client.patch(`/games/${game.id}`, { title: 'x' }),
    ]);
    expect(acts.map((answer) => answer.status)).toEqual([409, 409, 409, 409]);
    const again = await match(core, {}, players);
    expect(again.game.status).toBe('ongoing');
  });

  it('is audited where somebody calls off another’s game, and says why to who wanted to play', async () => {
    const [player, operator] = [core.member(), core.member(['USER', 'OPERATOR'])];
    const [own, others] = [await arrange(host), await arrange(host)];
    await join(player, others.id);
    const why = encodeURIComponent('체육관 정전');
    expect((await host.client.delete(`/games/${own.id}?reason=${why}`)).status).toBe(200);
    expect((await operator.client.delete(`/games/${others.id}?reason=${why}`)).status).toBe(200);
    const told = (id: string) =>
      core.db
        .collection('outbox')
        .find({ name: 'core.audit.recorded', aggregate_id: `game:${id}` })
        .toArray();
    expect(await told(own.id)).toEqual([]);
    const [entry] = await told(others.id);
    expect(entry?.payload).toMatchObject({
      actor_id: operator.id,
      action: 'game.cancelled',
      before: { status: 'scheduled', host_id: host.id },
      after: { status: 'cancelled' },
      reason: '체육관 정전',
    });
    const { notifications } = await inboxOf(player);
    expect(notifications.find(({ type }) => type === 'game.cancelled')?.text).toContain('체육관 정전');
  });
});

describe('the list of games', () => {
  it('is read by status, dates and whose they are, by page and by cursor', async () => {
    const [maker, player] = [core.member(), core.member()];
    const days = ['2031-05-01', '2031-05-02', '2031-05-03'];
    const made = [];
    for (const day of days) made.push(await arrange(maker, { game_date: `${day}T10:00:00+09:00`, game_type: 'free' }));
    await join(player, made[1]?.id as string);
    const ids = async (query: string, who = maker): Promise<string[]> => {
      const { status, data } = await who.client.get<GamesAnswer>(`/games?${query}`);
      expect(status).toBe(200);
      return data.games.map(({ game_date }) => game_date.slice(0, 10));
    };
    expect(await ids('status=scheduled&date_from=2031-05-01&date_to=2031-05-02')).toEqual(days.slice(0, 2));
    expect(await ids('date_from=2031-05-02&date_to=2031-05-03T10:00:01%2B09:00')).toEqual([days[2], days[1]]);
    expect(await ids('date_from=2031-05-02&date_to=2031-05-03T10:00:00%2B09:00')).toEqual([days[1]]);
    expect(await ids('mine=true&status=scheduled')).toEqual(days);
    expect(await ids('mine=true', player)).toEqual([days[1]]);
    const first = await maker.client.get<GamesAnswer>('/games?mine=true&limit=2');
    expect(first.data.pagination).toEqual({ total: 3, page: 1, pages: 2, limit: 2 });
    expect(await ids(`mine=true&limit=2&after=${first.data.next_cursor ?? ''}`)).toEqual([days[0]]);
    for (const wrong of ['status=lost', 'date_from=yesterday', 'limit=101', 'mine=maybe', 'meeting_id=1']) {
      expect((await maker.client.get(`/games?${wrong}`)).status).toBe(400);
    }
    expect((await maker.client.get('/games/nonsense')).status).toBe(400);
    expect((await maker.client.get(`/games/${'f'.repeat(24)}`)).error.code).toBe('GAME_NOT_FOUND');
  });
});

describe('joining', () => {
  it('is answered with one’s place, waits with a position, and moves up when somebody leaves', async () => {
    const game = await arrange(host);
    const [a, b, c, d] = Array.from({ length: 4 }, () => core.member()) as [Member, Member, Member, Member];
    const answers = [];
    for (const member of [a, b, c, d]) answers.push((await join(member, game.id)).data);
    expect(answers.map(({ participant_status, position }) => [participant_status, position])).toEqual([
      ['joined', undefined],
      ['joined', undefined],
      ['waiting_list', 1],
      ['waiting_list', 2],
    ]);
    expect((await join(c, game.id)).data).toMatchObject({ participant_status: 'waiting_list', position: 1 });
    const left = gameOf(await a.client.delete<GameAnswer>(`/games/${game.id}/join`));
    expect(left.participants.map(({ id }) => id)).toEqual([b.id, c.id]);
    expect(left.waiting_list).toMatchObject([{ id: d.id, position: 1 }]);
    const twice = await a.client.delete(`/games/${game.id}/join`);
    expect([twice.status, twice.error.code]).toEqual([409, 'GAME_NOT_JOINED']);
  });

  it('brings guests who come and go with their member', async () => {
    const game = await arrange(host, { game_type: 'free', max_participants: 4 });
    const [a, b, c] = [core.member(), core.member(), core.member()];
    expect((await join(a, game.id, ['손님1', '손님2'])).data.game.participants).toMatchObject([
      { id: a.id, guest: null },
      { user: null, guest: { name: '손님1', invited_by: a.id } },
      { user: null, guest: { name: '손님2', invited_by: a.id } },
    ]);
    expect((await join(b, game.id, ['친구'])).data).toMatchObject({ participant_status: 'waiting_list', position: 1 });
    expect((await join(c, game.id)).data.participant_status).toBe('joined');
    const other = await join(a, game.id, ['손님1']);
    expect([other.status, other.error.code]).toEqual([409, 'GAME_ALREADY_JOINED']);
    const left = gameOf(await a.client.delete<GameAnswer>(`/games/${game.id}/join`));
    expect(left.participants.map(({ user, guest }) => guest?.name ?? user?.id)).toEqual([c.id, b.id, '친구']);
    const many = await join(core.member(), game.id, ['1', '2', '3', '4']);
    expect([many.status, many.error.code]).toEqual([422, 'GAME_PARTY_TOO_LARGE']);
  });

  it('ends at the deadline for members, not for the host; who leaves late is noted', async () => {
    const game = await arrange(host, { join_deadline: inHours(1) });
    const early = core.member();
    await join(early, game.id);
    await core.db
      .collection('games')
      .updateOne(
        { title: game.title, member_ids: early.id },
        { $set: { join_deadline: new Date(Date.now() - 1_000) } },
      );
    const late = core.member();
    const refused = await join(late, game.id);
    expect([refused.status, refused.error.code]).toEqual([409, 'GAME_JOIN_CLOSED']);
    await core.db
      .collection<{ _id: string }>('members')
      .insertOne({ _id: late.id, status: 'active', version: 1 } as never);
    const entered = await host.client.post<JoinAnswer>(`/games/${game.id}/join`, { member_id: late.id });
    expect(entered.data.participant_status).toBe('joined');
    const unknown = await host.client.post(`/games/${game.id}/join`, { member_id: core.member().id });
    expect([unknown.status, unknown.error.code]).toEqual([422, 'GAME_MEMBER_UNKNOWN']);
    const byStranger = await core.member().client.post(`/games/${game.id}/join`, { member_id: late.id });
    expect([byStranger.status, byStranger.error.code]).toEqual([403, 'GAME_HOST_ONLY']);
    expect((await early.client.delete(`/games/${game.id}/join`)).status).toBe(200);
    const stats = await early.client.get<{ stats: { attendance: object } }>(`/users/${early.id}/games/stats`);
    expect(stats.data.stats.attendance).toMatchObject({ late_leaves: 1, due: 0 });
  });

  it('takes no body, and no nonsense', async () => {
    const game = await arrange(host, { game_type: 'free' });
    expect((await core.member().client.post(`/games/${game.id}/join`)).status).toBe(200);
    for (const guests of [[{}], ['x'], [{ name: '' }], Array.from({ length: 11 }, () => ({ name: 'x' })), 'x']) {
      expect((await core.member().client.post(`/games/${game.id}/join`, { guests })).status).toBe(400);
    }
  });
});
