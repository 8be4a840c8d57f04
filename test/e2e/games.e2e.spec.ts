import type { BoardView, GameState } from '@dongbaejul/contracts';
import { ApiAnswer, ApiClient, Platform, until } from '@dongbaejul/testing';

type GameAnswer = ApiAnswer<{ game: GameState }>;
interface Stats {
  games_played: number;
  games_won: number;
  attendance_rate: number;
}

const HOUR_MS = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** What members do around a game, through the gateway, with every service as it really runs. */
describe('games and meetings', () => {
  let platform: Platform;
  let [host, jin, sora, min, operator]: ApiClient[] = [];

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, 'band-sync': 1, gateway: 1 },
      env: { 'band-sync': { AUTO_CONNECT: 'false' } },
    });
    [host, jin, sora, operator] = await Promise.all(
      ['member', 'member2', 'auditor', 'operator'].map((name) => platform.signIn(name)),
    );
    min = await signUp();
  }, 120_000);
  afterAll(() => platform.stop(), 60_000);

  const signUp = async (): Promise<ApiClient> => {
    const login = { email: 'min@club.test', password: '셔틀콕은 높이높이' };
    const client = platform.client();
    expect((await client.post('/auth/signup', { ...login, username: 'min-i', display_name: '민' })).status).toBe(201);
    return client.use((await client.post<Parameters<ApiClient['use']>[0]>('/auth/login', login)).data);
  };
  const gameOf = ({ status, data, error }: GameAnswer): GameState => {
    if (status >= 300) throw new Error(`refused: ${status} ${JSON.stringify(error)}`);
    return data.game;
  };
  const toldOf = async (who: ApiClient, type: string, id: string): Promise<number> => {
    const { data } = await who.get<{ notifications: { type: string; data: Record<string, string> }[] }>(
      '/notifications?limit=100',
    );
    return data.notifications.filter((one) => one.type === type && Object.values(one.data).includes(id)).length;
  };
  const statsOf = async (who: ApiClient): Promise<Stats> =>
    (await who.get<{ stats: Stats }>('/users/profile')).data.stats;

  describe('a game', () => {
    let id: string;
    const score = (who: ApiClient, set_number: number, team1_score: number, team2_score: number) =>
      who.put<{ game: GameState }>(`/games/${id}/score`, { set_number, team1_score, team2_score });

    it('is made once by one Idempotency-Key, and its host does not play unless joining', async () => {
      const body = { title: '수요 단식', game_date: inHours(24), game_type: 'singles', location: '시민체육관' };
      const headers = { 'idempotency-key': 'games-e2e-1' };
      const first = gameOf(await host!.post<{ game: GameState }>('/games', body, { headers }));
      const again = gameOf(await host!.post<{ game: GameState }>('/games', body, { headers }));
      expect(again.id).toBe(first.id);
      const other = await host!.post('/games', { ...body, title: '다른 게임' }, { headers });
      expect(other.status).toBe(422);
      expect(first).toMatchObject({ status: 'scheduled', max_participants: 2, participants: [], version: 1 });
      id = first.id;
    });

    it('lets those wait who come when it is full, and the first of them in when somebody leaves', async () => {
      const join = (who: ApiClient) => who.post<{ participant_status: string; position?: number }>(`/games/${id}/join`);
      expect((await join(host!)).data.participant_status).toBe('joined');
      expect((await join(jin!)).data.participant_status).toBe('joined');
      expect((await join(sora!)).data).toMatchObject({ participant_status: 'waiting_list', position: 1 });
      expect((await join(min!)).data).toMatchObject({ participant_status: 'waiting_list', position: 2 });
      expect((await join(min!)).data).toMatchObject({ participant_status: 'waiting_list', position: 2 });
      const left = gameOf(await jin!.delete<{ game: GameState }>(`/games/${id}/join`));
      expect(left.participants.map((one) => one.id)).toEqual([host!.userId, sora!.userId]);
      expect(left.waiting_list.map((one) => [one.id, one.position])).toEqual([[min!.userId, 1]]);
      await until(async () => (await toldOf(sora!, 'game.promoted', id)) === 1, 'who moved up is told');
      expect(await toldOf(min!, 'game.promoted', id)).toBe(0);
      const mine = await sora!.get<{ games: GameState[] }>('/games?mine=true&status=scheduled');
      expect(mine.data.games.map((one) => one.id)).toContain(id);
    });

    it('is started by its host on a court, with teams of its participants', async () => {
      const teams = { team1: [host!.userId], team2: [sora!.userId] };
      expect((await sora!.put(`/games/${id}/teams`, teams)).status).toBe(403);
      const wrong = await host!.put(`/games/${id}/teams`, { ...teams, team2: [jin!.userId] });
      expect(wrong).toMatchObject({ status: 422, error: { code: 'GAME_TEAMS_INVALID' } });
      expect(gameOf(await host!.put<{ game: GameState }>(`/games/${id}/teams`, teams)).teams).toEqual(teams);
      expect((await score(host!, 1, 1, 0)).error?.code).toBe('GAME_NOT_ONGOING');
      const started = gameOf(await host!.post<{ game: GameState }>(`/games/${id}/start`, { court_id: '3' }));
      expect(started).toMatchObject({ status: 'ongoing', court_id: '3', teams });
      await until(async () => (await toldOf(sora!, 'game.started', id)) === 1, 'the other player is told');
    });

    it('takes its score from players set by set, as far as the rule allows', async () => {
      expect((await score(jin!, 1, 1, 0)).status).toBe(403);
      expect((await score(host!, 1, 22, 19)).error?.code).toBe('SCORE_IMPOSSIBLE');
      expect((await score(host!, 2, 1, 0)).error?.code).toBe('SCORE_SET_ORDER');
      for (const [team1, team2] of [[5, 3] as const, [20, 18] as const, [21, 18] as const]) {
        expect(gameOf(await score(sora!, 1, team1, team2)).score.sets).toEqual([{ set_number: 1, team1, team2 }]);
      }
      gameOf(await score(host!, 2, 19, 21));
      gameOf(await score(host!, 3, 22, 20));
      const seen = gameOf(await jin!.get<{ game: GameState }>(`/games/${id}`));
      expect(seen.score).toMatchObject({ sets_won: { team1: 2, team2: 1 }, winner: 'team1' });
    });

    it('is completed as its sets say', async () => {
      const wrong = await host!.post(`/games/${id}/complete`, { winner: 'team2' });
      expect(wrong).toMatchObject({ status: 422, error: { code: 'WINNER_DIFFERS' } });
      const sets = [
        { team1: 21, team2: 18 },
        { team1: 19, team2: 21 },
        { team1: 22, team2: 20 },
      ];
      const body = { final_score: { sets }, winner: 'team1', mvp: host!.userId, game_stats: { rallies: 121 } };
      const completed = gameOf(await host!.post<{ game: GameState }>(`/games/${id}/complete`, body));
      expect(completed).toMatchObject({ status: 'completed', mvp: host!.userId, game_stats: { rallies: 121 } });
      expect(gameOf(await host!.post<{ game: GameState }>(`/games/${id}/complete`, body))).toEqual(completed);
      // The result and the attendance are told one after the other.
      const counts = async (): Promise<boolean> => {
        const { games_won, attendance_rate } = await statsOf(host!);
        return games_won === 1 && attendance_rate === 1;
      };
      await until(counts, 'the win and the attendance count in the profile');
      expect(await statsOf(host!)).toMatchObject({ games_played: 1, games_won: 1, attendance_rate: 1 });
      await until(async () => (await statsOf(sora!)).games_played === 1, 'the game counts for who lost');
      interface Detail {
        stats: { ratings: { discipline: string; rating: number; games_played: number; games_won: number }[] };
      }
      const ratings = async (): Promise<Detail['stats']['ratings']> =>
        (await jin!.get<Detail>(`/users/members/${host!.userId}`)).data.stats.ratings;
      await until(async () => (await ratings()).length === 1, 'the rating is shown beside the member');
      expect(await ratings()).toMatchObject([
        {
          discipline: 'singles',
          provisional: true,
          games_played: 1,
          games_won: 1,
          rating: expect.any(Number) as number,
        },
      ]);
    });

    it('is corrected by staff alone, with a reason that the audit log keeps, and ratings follow', async () => {
      interface Ranking {
        leaderboard: { rank: number; member: { id: string }; games_won: number; provisional: boolean }[];
      }
      const ranking = async (): Promise<Ranking['leaderboard']> =>
        (await jin!.get<Ranking>('/games/leaderboard?discipline=singles')).data.leaderboard;
      expect((await ranking()).map(({ member }) => member.id)).toEqual([host!.userId, sora!.userId]);
      const correction = {
        reason: '3세트 점수를 반대로 적음',
        final_score: {
          sets: [
            { team1: 21, team2: 18 },
            { team1: 19, team2: 21 },
            { team1: 20, team2: 22 },
          ],
        },
      };
      expect((await host!.post(`/games/${id}/correct`, correction)).status).toBe(403);
      const corrected = gameOf(await operator!.post<{ game: GameState }>(`/games/${id}/correct`, correction));
      expect(corrected.score.winner).toBe('team2');
      interface Log {
        audit_logs: { action: string; object_id: string; reason: string; actor_id: string; before: unknown }[];
      }
      const row = await until(async () => {
        const { data } = await sora!.get<Log>('/admin/audit-logs?limit=100');
        return data.audit_logs.find(({ action, object_id }) => action === 'game.corrected' && object_id === id);
      }, 'the correction is in the audit log');
      expect(row).toMatchObject({ reason: correction.reason, actor_id: operator!.userId, before: { winner: 'team1' } });
      await until(
        async () => (await ranking())[0]?.member.id === sora!.userId,
        'the leaderboard follows the correction',
      );
      expect(await ranking()).toMatchObject([
        { rank: 1, games_won: 1, provisional: true },
        { rank: 2, games_won: 0, member: { id: host!.userId } },
      ]);
      await until(async () => (await statsOf(host!)).games_won === 0, 'the win no longer counts');
      await until(async () => (await statsOf(sora!)).games_won === 1, 'and counts for the other');
    });

    it('counts who did not come', async () => {
      const missed = await host!.post<{ game: GameState }>('/games', {
        title: '결석 경기',
        game_date: inHours(1),
        game_type: 'singles',
      });
      const other = gameOf(missed);
      await jin!.post(`/games/${other.id}/join`);
      await min!.post(`/games/${other.id}/join`);
      expect((await jin!.post(`/games/${other.id}/check-in`)).status).toBe(200);
      const attendance = [{ participant_id: min!.userId, status: 'no_show' }];
      expect((await jin!.put(`/games/${other.id}/attendance`, { attendance })).status).toBe(403);
      expect((await host!.put(`/games/${other.id}/attendance`, { attendance })).status).toBe(200);
      await until(async () => (await statsOf(jin!)).attendance_rate === 1, 'who checked in was there');
      expect((await statsOf(min!)).attendance_rate).toBe(0);
      const { data } = await host!.get<{ stats: { attendance: object } }>(`/users/${min!.userId}/games/stats`);
      expect(data.stats.attendance).toMatchObject({ due: 1, no_show: 1, rate: 0 });
      expect((await host!.delete(`/games/${other.id}`)).status).toBe(200);
      await until(async () => (await toldOf(jin!, 'game.cancelled', other.id)) === 1, 'participants are told');
    });
  });

  describe('a meeting', () => {
    let id: string;
    const board = async (): Promise<BoardView> =>
      (await host!.get<{ board: BoardView }>(`/meetings/${id}/board`)).data.board;

    it('is called by anybody, but a regular one by staff', async () => {
      const body = { title: '토요일 번개', meeting_date: inHours(1), courts: ['1번 코트'], location: '구민체육관' };
      expect((await host!.post('/meetings', { ...body, kind: 'regular' })).status).toBe(403);
      const made = await host!.post<{ meeting: { id: string } }>('/meetings', body);
      expect(made.status).toBe(201);
      id = made.data.meeting.id;
    });

    it('knows who comes, and with whom', async () => {
      const answer = await jin!.put<{ meeting: { counts: object } }>(`/meetings/${id}/rsvp`, {
        answer: 'going',
        guests: [{ name: '친구', grade: 'C' }],
      });
      expect(answer.data.meeting.counts).toMatchObject({ going: 2 });
      for (const who of [host!, sora!])
        expect((await who.put(`/meetings/${id}/rsvp`, { answer: 'going' })).status).toBe(200);
      const { data } = await min!.get<{ meeting: { counts: object }; answers: unknown[] }>(`/meetings/${id}`);
      expect(data.meeting.counts).toMatchObject({ going: 4 });
      expect(data.answers).toHaveLength(3);
    });

    it('proposes a game for its free court, and one of the four starts it', async () => {
      for (const who of [host!, jin!, sora!]) expect((await who.post(`/meetings/${id}/check-in`)).status).toBe(200);
      const { courts } = await board();
      const proposal = courts[0]!.proposal!;
      const four = [...proposal.team1, ...proposal.team2];
      expect(four.map(({ member_id }) => member_id).sort()).toEqual(
        [host!.userId, jin!.userId, jin!.userId, sora!.userId].sort(),
      );
      expect((await min!.post(`/meetings/${id}/board/games`, { proposal_id: proposal.id })).status).toBe(403);
      const started = await sora!.post<{ game_id: string; board: BoardView }>(`/meetings/${id}/board/games`, {
        proposal_id: proposal.id,
      });
      expect(started.status).toBe(201);
      expect(started.data.board.courts[0]).toMatchObject({
        status: 'playing',
        game: { game_id: started.data.game_id },
      });
      expect((await sora!.post(`/meetings/${id}/board/games`, { proposal_id: proposal.id })).status).toBe(409);
      const sets = [{ team1: 25, team2: 17 }];
      const ended = await sora!.post(`/games/${started.data.game_id}/complete`, { final_score: { sets } });
      expect(ended.status).toBe(200);
      expect((await board()).courts[0]).toMatchObject({ status: 'proposed', game: null });
      const games = await min!.get<{ games: GameState[] }>(`/games?meeting_id=${id}`);
      expect(games.data.games).toMatchObject([{ id: started.data.game_id, status: 'completed', meeting_id: id }]);
    });

    it('is in the calendar of who comes, under an address that can be renewed', async () => {
      const renew = async (): Promise<string> => (await jin!.post<{ path: string }>('/calendar/token')).data.path;
      const first = await renew();
      const anonymous = platform.client();
      const get = (address: string) => anonymous.get(address.replace('/api/v1', ''));
      const feed = await get(first);
      expect(feed.status).toBe(200);
      expect(feed.headers.get('content-type')).toContain('text/calendar');
      expect(feed.text).toContain('SUMMARY:토요일 번개');
      const second = await renew();
      expect((await get(first)).status).toBe(404);
      expect((await get(second)).status).toBe(200);
      const token = second.split('token=')[1]!;
      expect(platform.processes.flatMap(({ lines }) => lines).filter((line) => line.includes(token))).toEqual([]);
    });
  });
});
