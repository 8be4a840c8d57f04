import { until } from '@dongbaejul/testing';
import type { GameAnswer } from '../src/games/dto/game.dto';
import type { GameStatsAnswer } from '../src/ratings/dto/game-stats.dto';
import type { LeaderboardAnswer } from '../src/ratings/dto/leaderboard.dto';
import { RatingChain } from '../src/ratings/rating-chain';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf } from './support/inbox';
import { tellsOf } from './support/joins';
import { Match, match, played, TWO_SETS } from './support/play';

let core: CoreUnderTest;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  operator = core.member(['USER', 'OPERATOR']);
});
afterAll(() => core.stop());

const correct = (who: Member, { game }: Match, body: object): ReturnType<typeof who.client.post<GameAnswer>> =>
  who.client.post<GameAnswer>(`/games/${game.id}/correct`, body);
const REVERSED = { sets: TWO_SETS.map(({ team1, team2 }) => ({ team1: team2, team2: team1 })) };
const board = async (discipline: string): Promise<LeaderboardAnswer> =>
  (await operator.client.get<LeaderboardAnswer>(`/games/leaderboard?discipline=${discipline}&limit=100`)).data;

/** All that is derived, without ids of rows. */
async function derived(): Promise<unknown> {
  const rows = async (name: string, order: string[]): Promise<unknown[]> => {
    const sort = Object.fromEntries(order.map((field) => [field, 1 as const]));
    return core.db
      .collection(name)
      .find({}, { projection: { _id: 0 } })
      .sort(sort)
      .toArray();
  };
  return [
    await rows('game_results', ['discipline', 'seq', 'player_id']),
    await rows('ratings', ['discipline', 'member_id']),
  ];
}

describe('ratings', () => {
  it('follow results, are provisional at first, and order the leaderboard', async () => {
    const [strong, weak] = [core.member(), core.member()];
    for (let i = 0; i < 5; i += 1) await played(core, {}, [strong, weak]);
    const { leaderboard, discipline } = await board('singles');
    expect(discipline).toBe('singles');
    expect(
      leaderboard.map(({ rank, member, games_won, provisional }) => [rank, member.id, games_won, provisional]),
    ).toEqual([
      [1, strong.id, 5, false],
      [2, weak.id, 0, false],
    ]);
    await played(core);
    expect((await board('singles')).leaderboard.map(({ provisional }) => provisional)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const second = await operator.client.get<LeaderboardAnswer>('/games/leaderboard?discipline=singles&limit=1&page=2');
    expect(second.data.leaderboard).toMatchObject([{ rank: 2, member: { id: weak.id } }]);
    expect((await operator.client.get('/games/leaderboard?discipline=chess')).status).toBe(400);
  }, 60_000);

  it('do not name who is blocked, nor show their statistics to others', async () => {
    const [blocked, other] = [core.member(), core.member()];
    await played(core, { game_type: 'mixed_doubles' }, [blocked, other, core.member(), core.member()]);
    await tellsOf(core, { id: blocked.id, status: 'blocked' });
    const { leaderboard } = await board('mixed_doubles');
    const unnamed = { id: null, display_name: '비공개 회원', avatar: null };
    expect(leaderboard.filter(({ member }) => member.id === null)).toMatchObject([{ member: unnamed }]);
    expect(leaderboard).toHaveLength(4);
    const { data } = await other.client.get<GameStatsAnswer>(`/users/${other.id}/games/stats`);
    expect(data.stats.partners).toMatchObject([{ member: unnamed }]);
    expect((await other.client.get(`/users/${blocked.id}/games/stats`)).status).toBe(404);
  });

  it('leave walkovers and games with guests aside', async () => {
    const { host, game, players } = await match(core, { game_type: 'free', max_participants: 2 });
    await host.client.post(`/games/${game.id}/complete`, { result: 'walkover', winner: 'team1' });
    expect((await board('free')).leaderboard).toEqual([]);
    const { data } = await operator.client.get<GameStatsAnswer>(`/users/${players[0]?.id ?? ''}/games/stats`);
    expect(data.stats.disciplines).toMatchObject([
      { discipline: 'free', played: 0, won: 0, walkovers: 1, rating: null },
    ]);
  });

  it('tell with whom and against whom a member plays', async () => {
    const [a, b, c, d] = Array.from({ length: 4 }, () => core.member()) as [Member, Member, Member, Member];
    await played(core, { game_type: 'mens_doubles' }, [a, b, c, d]);
    await played(core, { game_type: 'mens_doubles' }, [c, b, a, d]);
    const { data } = await d.client.get<GameStatsAnswer>(`/users/${b.id}/games/stats`);
    expect(data.member.id).toBe(b.id);
    expect(data.stats.disciplines).toMatchObject([
      { discipline: 'mens_doubles', played: 2, won: 2, win_rate: 1, sets_won: 4, points_for: 84, points_against: 44 },
    ]);
    const pairs = (list: { member: { id: string | null }; played: number; won: number }[]): unknown[] =>
      list.map(({ member, played: games, won }) => [member.id, games, won]).sort();
    expect(pairs(data.stats.partners)).toEqual(
      [
        [a.id, 1, 1],
        [c.id, 1, 1],
      ].sort(),
    );
    expect(pairs(data.stats.opponents)).toEqual(
      [
        [d.id, 2, 2],
        [a.id, 1, 1],
        [c.id, 1, 1],
      ].sort(),
    );
    expect((await d.client.get('/users/nobody/games/stats')).status).toBe(400);
    const nobody = await d.client.get(`/users/${core.member().id}/games/stats`);
    expect([nobody.status, nobody.error.code]).toEqual([404, 'STATS_MEMBER_NOT_FOUND']);
    const fresh = core.member();
    expect((await fresh.client.get(`/users/${fresh.id}/games/stats`)).status).toBe(200);
  }, 60_000);
});

describe('a correction', () => {
  it('is for staff, with a reason, is audited, and the ratings of all that came after follow', async () => {
    const [a, b] = [core.member(), core.member()];
    const first = await played(core, { game_type: 'womens_doubles' }, [a, core.member(), b, core.member()]);
    await played(core, { game_type: 'womens_doubles' }, [a, core.member(), core.member(), b]);
    expect((await correct(first.host, first, { reason: 'x', final_score: REVERSED })).status).toBe(403);
    expect((await correct(operator, first, { final_score: REVERSED })).status).toBe(400);
    const { data } = await correct(operator, first, { reason: '점수를 거꾸로 적음', final_score: REVERSED });
    expect(data.game).toMatchObject({ score: { winner: 'team2' }, version: first.game.version + 1 });
    const told = (await inboxOf(a)).notifications.find(({ type }) => type === 'game.corrected');
    expect(told?.text).toBe('「수요 게임」 결과가 정정되었습니다. 사유: 점수를 거꾸로 적음');
    expect((await inboxOf(a)).notifications.map(({ type }) => type)).not.toContain('game.changed');
    const audited = await core.db.collection('outbox').findOne({ name: 'core.audit.recorded' });
    expect(audited?.payload).toMatchObject({
      actor_id: operator.id,
      action: 'game.corrected',
      object_id: first.game.id,
      reason: '점수를 거꾸로 적음',
      before: { winner: 'team1' },
      after: { winner: 'team2' },
    });
    const won = (await a.client.get<GameStatsAnswer>(`/users/${a.id}/games/stats`)).data.stats.disciplines[0]?.won;
    expect(won).toBe(1);
    const before = await derived();
    await correct(operator, first, { reason: '다시', final_score: REVERSED });
    expect(await derived()).toEqual(before);
  }, 60_000);

  it('ends in the very ratings that a rebuild from the games alone gives', async () => {
    const people = Array.from({ length: 5 }, () => core.member());
    const matches: Match[] = [];
    for (let i = 0; i < 8; i += 1) {
      matches.push(
        await played(core, {}, [
          people[i % 5] as Member,
          people[(i * 2 + 1) % 5 === i % 5 ? (i + 1) % 5 : (i * 2 + 1) % 5] as Member,
        ]),
      );
    }
    await correct(operator, matches[1] as Match, { reason: '정정', final_score: REVERSED });
    await correct(operator, matches[4] as Match, {
      reason: '부전승',
      result: 'walkover',
      winner: 'team2',
      final_score: { sets: [] },
    });
    const chains = core.db.collection('rating_chains');
    await until(async () => (await chains.countDocuments({ dirty_from: { $ne: null } })) === 0, 'ratings caught up');
    const incremental = await derived();
    await core.db.collection('ratings').deleteMany({});
    await core.db.collection('game_results').deleteMany({});
    await core.get(RatingChain).rebuild();
    expect(await derived()).toEqual(incremental);
    await core.get(RatingChain).rebuild();
    expect(await derived()).toEqual(incremental);
  }, 60_000);
});
