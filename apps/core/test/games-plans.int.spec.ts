import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import type { ClientSession } from 'mongoose';
import { GameCounts } from '../src/games/game-counts.job';
import { GameFilter, GamesRepository } from '../src/games/games.repository';
import { RatingChain } from '../src/ratings/rating-chain';
import { RatingsRepository } from '../src/ratings/ratings.repository';
import { StatsRepository } from '../src/ratings/stats.repository';
import { CoreUnderTest, Member } from './support/core-under-test';
import { arrange, join, Match, played } from './support/play';

const COLLECTIONS = ['games', 'game_results', 'ratings'];
const DATES = { from: new Date(0), to: new Date('2099-01-01') };

describe('the queries of games and ratings', () => {
  let core: CoreUnderTest;
  let member: Member;
  let last: Match;

  beforeAll(async () => {
    core = await CoreUnderTest.start();
    member = core.member();
    for (let i = 0; i < 8; i += 1) last = await played(core, {}, [member, core.member()]);
    for (let i = 0; i < 8; i += 1) await join(member, (await arrange(member)).id);
    await core.db.collection('games').updateMany({}, { $set: { meeting_id: 'a'.repeat(24) } });
  }, 60_000);
  afterAll(() => core.stop());

  const indexed = (work: () => Promise<unknown>): Promise<void> => expectIndexed(core.db, COLLECTIONS, work);
  const inTransaction = (work: (session: ClientSession) => Promise<unknown>): Promise<void> =>
    indexed(() => core.get(Transactions).run(work));

  const filters = (): GameFilter[] =>
    [
      {},
      { status: 'scheduled' as const },
      { status: 'completed' as const },
      DATES,
      { status: 'scheduled' as const, ...DATES },
    ].flatMap((filter): GameFilter[] => [
      filter,
      { ...filter, member_id: member.id },
      { ...filter, meeting_id: 'a'.repeat(24) },
    ]);

  it.each(Array.from({ length: 15 }, (_, i) => i))('list games by an index: filter %i', (i) =>
    indexed(async () => {
      const games = core.get(GamesRepository);
      const filter = filters()[i] as GameFilter;
      const { next_cursor: after } = await games.page(filter, { limit: 5 });
      await games.page(filter, { limit: 5, after });
    }),
  );

  it('find and change games by an index', async () => {
    const games = core.get(GamesRepository);
    await indexed(() => games.find(last.game.id));
    await indexed(() => games.holding(`player:${member.id}`));
    await indexed(() => core.get(StatsRepository).hasGames(member.id));
    await indexed(() => core.get(GameCounts).count());
    await indexed(() => games.ofMeeting('a'.repeat(24)));
    await inTransaction((session) => games.scheduledUnder(session, ['a'.repeat(24), 'b'.repeat(24)]));
    await indexed(() => games.ofMember(member.id, new Date(0), 10));
    await indexed(() => games.playing([member.id]));
    await indexed(async () => join(core.member(), (await arrange(member)).id));
  });

  it('work out ratings by an index', async () => {
    const ratings = core.get(RatingsRepository);
    await inTransaction((session) => ratings.gamesFrom(session, 'singles', 1, 10));
    await inTransaction((session) => ratings.statesBefore(session, 'singles', 3, [member.id]));
    await indexed(() => core.get(RatingChain).rebuild());
    await indexed(() => ratings.ofMember(member.id));
    await indexed(() => ratings.of([member.id], 'singles'));
    await indexed(() => ratings.ofMembers([member.id, 'a'.repeat(24)]));
    await indexed(async () => {
      const { items, next_cursor: after } = await ratings.leaderboard('singles', { limit: 2 });
      for (const row of items) await ratings.countAbove(row);
      await ratings.leaderboard('singles', { limit: 2, after });
    });
  });

  it('tell statistics by an index', async () => {
    const stats = core.get(StatsRepository);
    await indexed(() => stats.byDiscipline(member.id));
    await indexed(() => stats.pairs(member.id, 'partners'));
    await indexed(() => stats.pairs(member.id, 'opponents'));
    await indexed(() => stats.attendance(member.id));
  });
});
