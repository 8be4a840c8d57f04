import type { GameState } from '@dongbaejul/contracts';
import type { GameAnswer } from '../src/games/dto/game.dto';
import type { Answer } from './support/client';
import { CoreUnderTest, Member } from './support/core-under-test';
import { arrange, inHours, join } from './support/play';
import type { Teller } from './support/teller';

let core: CoreUnderTest;
let auth: Teller;
let host: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  auth = await core.teller('auth');
  host = core.member();
}, 60_000);
afterAll(() => core.stop(), 60_000);

const soon = (): Promise<GameState> => arrange(host, { game_date: inHours(1) });
const mark = ({ id }: GameState, status: string, ...members: Member[]): Promise<Answer<GameAnswer>> =>
  host.client.put<GameAnswer>(`/games/${id}/attendance`, {
    attendance: members.map(({ id: participant_id }) => ({ participant_id, status })),
  });
/** What auth adds up, of one member or of the accounts that became one. */
const credited = async (...members: Member[]): Promise<Record<string, number>> => {
  const sums: Record<string, number> = {};
  const aggregate_id = { $in: members.map(({ id }) => id) };
  for await (const { payload } of core.db.collection('outbox').find({ name: 'core.activity.recorded', aggregate_id })) {
    const { kind, delta } = payload as { kind: string; delta: number };
    sums[kind] = (sums[kind] ?? 0) + delta;
  }
  return sums;
};
const NOTHING = { attendance_due: 0, attended: 0 };

describe('what attendance counts for', () => {
  it('is nothing before players can check in', async () => {
    const player = core.member();
    const game = await arrange(host, { game_date: inHours(3) });
    await join(player, game.id);
    const { status, error } = await mark(game, 'attended', player);
    expect([status, error.code]).toEqual([409, 'CHECK_IN_CLOSED']);
    expect(await credited(player)).toEqual({});
  });

  it('is taken back from who leaves or is taken out', async () => {
    const [leaves, removed, stays] = [core.member(), core.member(), core.member()];
    const game = await arrange(host, { game_date: inHours(1), game_type: 'free' });
    for (const player of [leaves, removed, stays]) await join(player, game.id);
    expect((await mark(game, 'attended', leaves, stays)).status).toBe(200);
    expect((await mark(game, 'no_show', removed)).status).toBe(200);
    expect(await credited(removed)).toEqual({ attendance_due: 1 });
    expect((await leaves.client.delete(`/games/${game.id}/join`)).status).toBe(200);
    expect((await host.client.delete(`/games/${game.id}/join?member_id=${removed.id}`)).status).toBe(200);
    expect(await credited(leaves)).toEqual(NOTHING);
    expect(await credited(removed)).toEqual({ attendance_due: 0 });
    expect(await credited(stays)).toEqual({ attendance_due: 1, attended: 1 });
  });

  it('is taken back when the game is cancelled, once', async () => {
    const player = core.member();
    const game = await soon();
    await join(player, game.id);
    await mark(game, 'attended', player);
    for (let i = 0; i < 2; i += 1) expect((await host.client.delete(`/games/${game.id}`)).status).toBe(200);
    expect(await credited(player)).toEqual(NOTHING);
  });

  it('is counted once for a person who was in twice', async () => {
    const [from, into] = [core.member(), core.member()];
    const game = await soon();
    for (const player of [from, into]) await join(player, game.id);
    await mark(game, 'attended', from, into);
    await auth.tellAndWait('auth.member.merged', from.id, 9, { from_id: from.id, into_id: into.id });
    expect(await credited(from, into)).toEqual({ attendance_due: 1, attended: 1 });
    const { data } = await into.client.get<{ stats: { attendance: object } }>(`/users/${into.id}/games/stats`);
    expect(data.stats.attendance).toMatchObject({ due: 1, attended: 1 });
  });
});
