import type { GameState } from '@dongbaejul/contracts';
import type { GameAnswer } from '../src/games/dto/game.dto';
import type { GameStatsAnswer } from '../src/ratings/dto/game-stats.dto';
import { Answer } from './support/client';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf } from './support/inbox';
import { meet } from './support/meet';
import { arrange, gameOf, inHours, join, newCourt, TWO_SETS } from './support/play';

let core: CoreUnderTest;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  operator = core.member(['USER', 'OPERATOR']);
}, 60_000);
afterAll(() => core.stop(), 60_000);

const known = async (): Promise<Member> => {
  const member = core.member();
  const row: { _id: string; status: string; version: number } = { _id: member.id, status: 'active', version: 1 };
  await core.db.collection<typeof row>('members').insertOne(row);
  return member;
};
const enter = (who: Member, id: string, member: Member): Promise<Answer<GameAnswer>> =>
  who.client.post<GameAnswer>(`/games/${id}/join`, { member_id: member.id });
const seen = async (id: string, who: Member = operator): Promise<GameState> =>
  gameOf(await who.client.get<GameAnswer>(`/games/${id}`));
const start = (who: Member, id: string, court_id = newCourt()): Promise<Answer<GameAnswer>> =>
  who.client.post<GameAnswer>(`/games/${id}/start`, { court_id });
const complete = (who: Member, id: string): Promise<Answer<GameAnswer>> =>
  who.client.post<GameAnswer>(`/games/${id}/complete`, { final_score: { sets: TWO_SETS } });
const leave = (who: Member, id: string): Promise<Answer<GameAnswer>> =>
  who.client.delete<GameAnswer>(`/games/${id}/join`);
const toldOf = async (who: Member): Promise<string[]> =>
  (await inboxOf(who)).notifications.map(({ type }) => type).sort();
const ratingOf = async (who: Member): Promise<number | null | undefined> =>
  (await who.client.get<GameStatsAnswer>(`/users/${who.id}/games/stats`)).data.stats.disciplines[0]?.rating;

/** A game of a host's against somebody whom they entered. */
async function against(by?: Member): Promise<{ host: Member; entered: Member; game: GameState }> {
  const [host, entered] = [core.member(), await known()];
  const arranged = await arrange(host);
  await join(host, arranged.id);
  return { host, entered, game: gameOf(await enter(by ?? host, arranged.id, entered)) };
}

describe('who is entered into a game by another member', () => {
  it('is told, is shown as not having agreed, and can leave before the game', async () => {
    const { host, entered, game } = await against();
    expect(game.participants.map(({ confirmed }) => confirmed)).toEqual([true, false]);
    const [note] = (await inboxOf(entered)).notifications;
    expect(note).toMatchObject({ type: 'game.entered', data: { game_id: game.id } });
    expect(note?.text).toContain('바로 빠질 수 있습니다');
    expect(gameOf(await leave(entered, game.id)).participants.map(({ id }) => id)).toEqual([host.id]);
    expect(await toldOf(host)).toEqual(['game.left']);
    await enter(host, game.id, entered);
    expect((await host.client.delete(`/games/${game.id}/join?member_id=${entered.id}`)).status).toBe(200);
    expect(await toldOf(entered)).toEqual(['game.entered', 'game.entered', 'game.removed']);
  });

  it('can leave while it is played, which calls the game off and frees court and players', async () => {
    const { host, entered, game } = await against();
    gameOf(await start(host, game.id));
    expect((await leave(host, game.id)).error.code).toBe('GAME_NOT_SCHEDULED');
    expect(gameOf(await leave(entered, game.id))).toMatchObject({ status: 'cancelled', result: null, teams: null });
    expect(await core.db.collection('games').countDocuments({ busy: `player:${entered.id}` })).toBe(0);
    expect(await toldOf(host)).toEqual(['game.left']);
    expect(await core.db.collection('game_results').countDocuments({ game_id: game.id })).toBe(0);
    expect((await leave(entered, game.id)).status).toBe(409);
  });

  it('moves no rating and counts nothing until they agree; then it counts for all', async () => {
    const { host, entered, game } = await against();
    gameOf(await start(host, game.id));
    expect(gameOf(await complete(host, game.id)).status).toBe('completed');
    expect([await ratingOf(host), await ratingOf(entered)]).toEqual([null, undefined]);
    const credits = (who: Member): Promise<number> =>
      core.db.collection('outbox').countDocuments({ name: 'core.activity.recorded', aggregate_id: who.id });
    expect(await credits(entered)).toBe(0);
    const { participants } = gameOf(await join(entered, game.id));
    expect(participants.map(({ confirmed, attendance }) => [confirmed, attendance])).toEqual([
      [true, 'attended'],
      [true, 'attended'],
    ]);
    expect((await join(entered, game.id)).status).toBe(409);
    expect(await ratingOf(host)).toEqual(expect.any(Number));
    expect(await ratingOf(entered)).toEqual(expect.any(Number));
    // Played, due, and there; who won has one more.
    const won = (await seen(game.id)).teams?.team1.includes(entered.id) ? 1 : 0;
    expect([await credits(entered), await credits(host)]).toEqual([3 + won, 4 - won]);
  });

  it.each(['check-in', 'score', 'join'])('agrees by %s, and cannot call the game off any more', async (how) => {
    const { host, entered, game } = await against();
    gameOf(await start(host, game.id));
    const path = `/games/${game.id}/${how}`;
    const body = { set_number: 1, team1_score: 1, team2_score: 0 };
    const answer = await (how === 'score' ? entered.client.put(path, body) : entered.client.post(path));
    expect(answer.status).toBe(200);
    expect((await seen(game.id)).participants.every(({ confirmed }) => confirmed)).toBe(true);
    expect((await leave(entered, game.id)).error.code).toBe('GAME_NOT_SCHEDULED');
    gameOf(await complete(host, game.id));
    expect(await ratingOf(entered)).toEqual(expect.any(Number));
  });

  it('by staff counts at once, and can leave all the same', async () => {
    const first = await against(operator);
    gameOf(await start(first.host, first.game.id));
    gameOf(await complete(first.host, first.game.id));
    expect(await ratingOf(first.entered)).toEqual(expect.any(Number));
    const second = await against(operator);
    gameOf(await start(second.host, second.game.id));
    expect(gameOf(await leave(second.entered, second.game.id)).status).toBe('cancelled');
  });
});

describe('a game under a meeting', () => {
  it('is run by the meeting’s host as well, and ended by who plays, not by others', async () => {
    const [caller, host, rival] = [core.member(), core.member(), core.member()];
    const meeting = await meet(caller, { meeting_date: inHours(72), courts: ['1'] });
    const under = (): Promise<GameState> => arrange(host, { meeting_id: meeting.id, game_date: inHours(72) });
    const game = await under();
    for (const who of [host, rival]) gameOf(await join(who, game.id));
    expect((await start(host, game.id, '1')).error.code).toBe('GAME_TOO_EARLY');
    expect((await start(rival, game.id, '1')).error.code).toBe('GAME_HOST_ONLY');
    gameOf(await start(caller, game.id, '1'));
    expect((await complete(core.member(), game.id)).error.code).toBe('GAME_HOST_ONLY');
    expect(gameOf(await complete(rival, game.id)).status).toBe('completed');
    const other = await under();
    expect((await rival.client.delete(`/games/${other.id}`)).status).toBe(403);
    expect((await caller.client.delete(`/games/${other.id}`)).status).toBe(200);
  });

  it('that staff started on the court board is ended by its players and by the meeting’s host', async () => {
    const caller = core.member();
    const meeting = await meet(caller, { meeting_date: inHours(1), courts: ['1'] });
    const players = Array.from({ length: 4 }, () => core.member());
    for (const one of players) expect((await one.client.post(`/meetings/${meeting.id}/check-in`)).status).toBe(200);
    const final_score = { sets: [{ team1: 25, team2: 10 }] };
    for (const ender of [players[0]!, caller]) {
      const ids = players.map(({ id }) => id);
      const courts = await operator.client.get<{ board: { courts: { id: string }[] } }>(
        `/meetings/${meeting.id}/board`,
      );
      const lineup = { court_id: courts.data.board.courts[0]!.id, team1: ids.slice(0, 2), team2: ids.slice(2) };
      const begun = await operator.client.post<{ game_id: string }>(`/meetings/${meeting.id}/board/games`, lineup);
      expect(begun.status).toBe(201);
      const ended = await ender.client.post<GameAnswer>(`/games/${begun.data.game_id}/complete`, { final_score });
      expect(gameOf(ended).status).toBe('completed');
    }
  });
});
