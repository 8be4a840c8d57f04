import type { GameState } from '@dongbaejul/contracts';
import type { GameAnswer } from '../src/games/dto/game.dto';
import { hostsWhoLeft } from '../migrations/0034-hosts-who-left';
import { SweepLateLeavings } from '../src/member-data/sweep-late-leavings';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf } from './support/inbox';
import { arrange, gameOf, join, match, newCourt, TWO_SETS } from './support/play';
import type { Teller } from './support/teller';

let core: CoreUnderTest;
let auth: Teller;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  auth = await core.teller('auth');
}, 60_000);
afterAll(() => core.stop(), 60_000);

const close = ({ id }: Member): Promise<void> =>
  auth.tellAndWait('auth.member.changed', id, 9, {
    id,
    username: `u${id.slice(-6)}`,
    display_name: '',
    avatar: null,
    roles: ['USER'],
    status: 'closed',
  });
const seen = async (who: Member, id: string): Promise<GameState> =>
  gameOf(await who.client.get<GameAnswer>(`/games/${id}`));

describe('games of a host who closes the account', () => {
  it('go on under the first player who is still a member, and come to their end', async () => {
    const { host, players, game } = await match(core);
    const [gone, next] = players as [Member, Member];
    await close(gone);
    await close(host);
    expect(await seen(next, game.id)).toMatchObject({ status: 'ongoing', host: { id: next.id } });
    expect((await inboxOf(next)).notifications.map(({ type }) => type)).toContain('game.changed');
    const ended = await next.client.post<GameAnswer>(`/games/${game.id}/complete`, { final_score: { sets: TWO_SETS } });
    expect(gameOf(ended).status).toBe('completed');
  });

  it('end without a result where no member plays, and free the court', async () => {
    const host = core.member();
    const game = await arrange(host);
    await join(host, game.id, ['손님']);
    const court_id = newCourt();
    gameOf(await host.client.post<GameAnswer>(`/games/${game.id}/start`, { court_id }));
    await close(host);
    const other = core.member();
    expect(await seen(other, game.id)).toMatchObject({ status: 'cancelled', result: null });
    const second = await arrange(other);
    await join(other, second.id, ['손님']);
    expect((await other.client.post(`/games/${second.id}/start`, { court_id })).status).toBe(200);
  });

  it('are told live without the name that the member had, who is still in it as a player', async () => {
    const [host, other] = [core.member(), core.member()];
    await auth.tellAndWait('auth.member.changed', host.id, 1, {
      id: host.id,
      username: 'gildong',
      display_name: '홍길동',
      avatar: null,
      roles: ['USER'],
      status: 'active',
    });
    const game = await arrange(host);
    for (const player of [host, other]) await join(player, game.id);
    gameOf(await host.client.post<GameAnswer>(`/games/${game.id}/start`, { court_id: newCourt() }));
    await close(host);
    const told = await core.db
      .collection('outbox')
      .find({ name: 'core.game.changed', aggregate_id: game.id })
      .sort({ version: -1 })
      .map(({ payload }) => (payload as { game: GameState }).game)
      .toArray();
    expect(told[0]).toMatchObject({ host: { id: other.id } });
    expect(told[0]!.participants[0]!.user).toEqual({ id: null, display_name: '탈퇴한 회원', avatar: null });
    expect(told[1]!.participants[0]!.user?.display_name).toBe('홍길동');
  });

  it('that were left ongoing before they were given on are given on by the migration', async () => {
    const { host, players, game } = await match(core);
    const { host: quiet, game: other } = await match(core);
    const gone: { _id: string; status: string; version: number } = { _id: host.id, status: 'closed', version: 9 };
    await core.db.collection<typeof gone>('members').insertOne(gone);
    const up = hostsWhoLeft.up as (db: typeof core.db) => Promise<void>;
    for (let i = 0; i < 2; i += 1) await up(core.db);
    await core.get(SweepLateLeavings).run(new Date(Date.now() + 1_000));
    expect(await seen(quiet, game.id)).toMatchObject({ status: 'ongoing', host: { id: players[0]!.id } });
    expect(await seen(quiet, other.id)).toMatchObject({ host: { id: quiet.id } });
  });

  it('that have not begun are another player’s, or are cancelled', async () => {
    const [host, first, second] = [core.member(), core.member(), core.member()];
    const [game, empty] = [await arrange(host), await arrange(host)];
    for (const player of [host, first, second]) await join(player, game.id);
    await close(host);
    const after = await seen(first, game.id);
    expect(after).toMatchObject({ status: 'scheduled', host: { id: first.id } });
    expect(after.participants.map(({ user }) => user?.id)).toEqual([first.id, second.id]);
    expect((await first.client.patch(`/games/${game.id}`, { title: '이어받은 경기' })).status).toBe(200);
    expect((await seen(first, empty.id)).status).toBe('cancelled');
  });
});
