import type { GameState } from '@dongbaejul/contracts';
import { EmbeddedOutbox } from '@dongbaejul/messaging';
import * as fc from 'fast-check';
import type { GameAnswer, ProposalAnswer } from '../src/games/dto/game.dto';
import { PRESETS, RULE_PRESETS, SetScore, setState } from '../src/games/score-rules';
import type { Answer } from './support/client';
import { CoreUnderTest, Member } from './support/core-under-test';
import { arrange, gameOf, join, match, newCourt, played, TWO_SETS } from './support/play';

let core: CoreUnderTest;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  operator = core.member(['USER', 'OPERATOR']);
});
afterAll(() => core.stop());

const score = (who: Member, { id }: GameState, set: number, { team1, team2 }: SetScore): Promise<Answer<GameAnswer>> =>
  who.client.put<GameAnswer>(`/games/${id}/score`, { set_number: set, team1_score: team1, team2_score: team2 });
const act = (who: Member, { id }: GameState, what: string, body: object = {}): Promise<Answer<GameAnswer>> =>
  who.client.post<GameAnswer>(`/games/${id}/${what}`, body);
const codeOf = ({ status, error }: Answer<unknown>): [number, string] => [status, error?.code];
/** How often others were told of the game; the event of a point waits in the game itself until it is collected. */
const eventsOf = async (id: string): Promise<number> => {
  await core.get(EmbeddedOutbox).collect();
  return core.db.collection('outbox').countDocuments({ name: 'core.game.changed', aggregate_id: id });
};

describe('a match kept rally by rally', () => {
  it.each(RULE_PRESETS)(
    'ends with the right winner under %s, and the same calls twice change nothing',
    async (preset) => {
      const { host, players, game } = await match(core, { rule: preset });
      const rallies = fc.sample(fc.boolean(), { numRuns: 500, seed: preset.length });
      const sets: SetScore[] = [];
      const won = { team1: 0, team2: 0 };
      for (const isFirst of rallies) {
        const last = sets.at(-1);
        if (!last || setState(PRESETS[preset], last) === 'finished') sets.push({ team1: 0, team2: 0 });
        const set = sets.at(-1) as SetScore;
        set[isFirst ? 'team1' : 'team2'] += 1;
        const once = gameOf(await score(players[0] as Member, game, sets.length, set));
        expect(gameOf(await score(players[1] as Member, game, sets.length, set))).toEqual(once);
        if (setState(PRESETS[preset], set) !== 'finished') continue;
        won[set.team1 > set.team2 ? 'team1' : 'team2'] += 1;
        expect(once.score.sets_won).toEqual(won);
        if (once.score.winner) break;
      }
      const winner = won.team1 > won.team2 ? 'team1' : 'team2';
      expect(codeOf(await score(host, game, sets.length + 1, { team1: 1, team2: 0 }))).toEqual([
        422,
        'SCORE_SET_ORDER',
      ]);
      const before = await eventsOf(game.id);
      const ended = gameOf(await act(host, game, 'complete', { winner }));
      expect(ended).toMatchObject({ status: 'completed', score: { winner, sets_won: won }, result: 'normal' });
      expect(gameOf(await act(host, game, 'complete', { winner, final_score: { sets } }))).toEqual(ended);
      expect(await eventsOf(game.id)).toBe(before + 1);
    },
    60_000,
  );

  it('refuses what cannot be, and strangers', async () => {
    const { host, game } = await match(core);
    const wrong = await score(host, game, 1, { team1: 22, team2: 19 });
    expect(codeOf(wrong)).toEqual([422, 'SCORE_IMPOSSIBLE']);
    expect(codeOf(await score(host, game, 2, { team1: 1, team2: 0 }))).toEqual([422, 'SCORE_SET_ORDER']);
    expect(codeOf(await score(core.member(), game, 1, { team1: 1, team2: 0 }))).toEqual([403, 'GAME_PLAYERS_ONLY']);
    for (const team1 of [-1, 1.5, '1', null, 100]) {
      expect((await score(host, game, 1, { team1: team1 as number, team2: 0 })).status).toBe(400);
    }
    expect(codeOf(await act(host, game, 'complete', {}))).toEqual([422, 'SCORE_UNDECIDED']);
  });
});

describe('starting', () => {
  it('gives a court to one of fifty games at once', async () => {
    const court_id = newCourt();
    const host = core.member();
    const games = [];
    for (let i = 0; i < 50; i += 1) {
      const game = await arrange(host);
      await Promise.all([join(core.member(), game.id), join(core.member(), game.id)]);
      games.push(game);
    }
    const answers = await Promise.all(games.map((game) => act(host, game, 'start', { court_id })));
    const codes = answers.map(codeOf).sort(([a], [b]) => a - b);
    expect(codes).toEqual([[200, undefined], ...Array.from({ length: 49 }, () => [409, 'COURT_BUSY'])]);
    const ongoing = await core.db.collection('games').find({ court_id, status: 'ongoing' }).toArray();
    expect(ongoing).toHaveLength(1);
  }, 60_000);

  it('lets a player be in one ongoing game only, whatever the courts', async () => {
    const [host, busy] = [core.member(), core.member()];
    const games = await Promise.all(Array.from({ length: 5 }, () => arrange(host)));
    for (const game of games) {
      await join(busy, game.id);
      await join(core.member(), game.id);
    }
    const answers = await Promise.all(games.map((game) => act(host, game, 'start', { court_id: newCourt() })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.error).toMatchObject({
      code: 'PLAYER_BUSY',
      details: {
        member_id: busy.id,
        title: games[0]?.title,
        game_id: gameOf(answers.find(({ status }) => status === 200) as Answer<GameAnswer>).id,
      },
    });
  });

  it('needs players and a court, is for host and staff, and is done once', async () => {
    const host = core.member();
    const game = await arrange(host, { game_type: 'mens_doubles' });
    await join(core.member(), game.id);
    expect(codeOf(await act(host, game, 'start', { court_id: newCourt() }))).toEqual([409, 'GAME_TOO_FEW_PLAYERS']);
    for (let i = 0; i < 3; i += 1) await join(core.member(), game.id);
    expect((await act(host, game, 'start', {})).status).toBe(400);
    const court_id = newCourt();
    expect(codeOf(await act(core.member(), game, 'start', { court_id }))).toEqual([403, 'GAME_HOST_ONLY']);
    const proposed = await host.client.post<ProposalAnswer>(`/games/${game.id}/teams/propose`);
    expect(proposed.data.teams.team1).toHaveLength(2);
    const started = gameOf(await act(operator, game, 'start', { court_id }));
    expect(started).toMatchObject({ status: 'ongoing', court_id, teams: { team1: expect.any(Array) as unknown } });
    expect(gameOf(await act(host, game, 'start', { court_id }))).toEqual(started);
    expect(codeOf(await act(host, game, 'start', { court_id: newCourt() }))).toEqual([409, 'GAME_NOT_SCHEDULED']);
  });

  it('is possible from the day before on, for staff at any time', async () => {
    const [host, date] = [core.member(), new Date(Date.now() + 25 * 3_600_000)];
    const game = await arrange(host, { game_date: date.toISOString() });
    for (let i = 0; i < 2; i += 1) await join(core.member(), game.id);
    const court_id = newCourt();
    const early = await act(host, game, 'start', { court_id });
    expect(early).toMatchObject({
      status: 409,
      error: { code: 'GAME_TOO_EARLY', details: { from: new Date(date.getTime() - 86_400_000).toISOString() } },
    });
    expect(gameOf(await act(operator, game, 'start', { court_id })).status).toBe('ongoing');
  });

  it('takes teams of distinct participants only', async () => {
    const host = core.member();
    const [a, b] = [core.member(), core.member()];
    const game = await arrange(host);
    await join(a, game.id);
    await join(b, game.id);
    const set = (team1: string[], team2: string[]): Promise<Answer<GameAnswer>> =>
      host.client.put<GameAnswer>(`/games/${game.id}/teams`, { team1, team2 });
    for (const [one, other] of [
      [[a.id], [a.id]],
      [[a.id], [core.member().id]],
      [[a.id, b.id], [b.id]],
    ] as const) {
      expect(codeOf(await set([...one], [...other]))).toEqual([422, 'GAME_TEAMS_INVALID']);
    }
    expect(gameOf(await set([b.id], [a.id])).teams).toEqual({ team1: [b.id], team2: [a.id] });
    const left = gameOf(await a.client.delete<GameAnswer>(`/games/${game.id}/join`));
    expect(left.teams).toBeNull();
  });
});

describe('the end of a game', () => {
  it('has to agree with the sets', async () => {
    const { host, players, game } = await match(core);
    await score(host, game, 1, TWO_SETS[0] as SetScore);
    const end = async (body: object): Promise<[number, string]> => codeOf(await act(host, game, 'complete', body));
    expect(await end({ final_score: { sets: TWO_SETS }, winner: 'team2' })).toEqual([422, 'WINNER_DIFFERS']);
    const other = [{ team1: 10, team2: 21 }, ...TWO_SETS];
    expect(await end({ final_score: { sets: other } })).toEqual([422, 'SCORE_DIFFERS']);
    expect(await end({ result: 'retired' })).toEqual([422, 'WINNER_REQUIRED']);
    expect(await end({ final_score: { sets: TWO_SETS }, mvp: core.member().id })).toEqual([
      422,
      'MVP_NOT_A_PARTICIPANT',
    ]);
    const game_stats = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`note${i}`, 'x'.repeat(500)]));
    expect(await end({ final_score: { sets: TWO_SETS }, game_stats })).toEqual([422, 'GAME_STATS_TOO_LARGE']);
    expect(await end({ final_score: { sets: TWO_SETS }, mvp: players[0]?.id })).toEqual([200, undefined]);
    expect(await end({ result: 'retired', winner: 'team2' })).toEqual([422, 'WINNER_DIFFERS']);
  });

  it.each([
    '{"a\\u0000b":1}',
    '{"_bsontype":"ObjectID","id":"x"}',
    '{"$set":1}',
    '{"a.b":1}',
    '{"toBSON":1}',
    '{"valueOf":1}',
    '{"\\ud800":1}',
    '{"note":"\\ud800"}',
    '{"note":"\\u0000"}',
    '{"rallies":{"_bsontype":"Long"}}',
    '{"rallies":[1]}',
    '{"rallies":1e999}',
    JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i]))),
  ])('refuses the statistics %s, also when a result is put right', async (text) => {
    const game_stats = JSON.parse(text) as object;
    const { host, game } = await match(core);
    const finish = { final_score: { sets: TWO_SETS }, game_stats };
    expect(codeOf(await act(host, game, 'complete', finish))).toEqual([400, 'INVALID_INPUT']);
    const correction = { reason: '기록 정정', game_stats };
    const corrected = await operator.client.post<GameAnswer>(`/games/${game.id}/correct`, correction);
    expect(codeOf(corrected)).toEqual([400, 'INVALID_INPUT']);
  });

  it('keeps statistics as they came', async () => {
    const { host, game } = await match(core);
    const game_stats = { smashes: 12, '가장 긴 랠리': 41.5, note: '접전\n명승부' };
    expect(gameOf(await act(host, game, 'complete', { final_score: { sets: TWO_SETS }, game_stats }))).toMatchObject({
      game_stats,
    });
  });

  it('may be that a side gave up, or never came', async () => {
    const begun = await match(core);
    await score(begun.host, begun.game, 1, { team1: 5, team2: 11 });
    const retired = gameOf(await act(begun.host, begun.game, 'complete', { result: 'retired', winner: 'team1' }));
    expect(retired).toMatchObject({ status: 'completed', result: 'retired', score: { winner: 'team1' } });
    const second = await match(core);
    const walkover = gameOf(await act(second.host, second.game, 'complete', { result: 'walkover', winner: 'team2' }));
    expect(walkover).toMatchObject({ result: 'walkover', score: { winner: 'team2', sets: [] } });
    const kinds = await core.db
      .collection('outbox')
      .distinct('payload.kind', { aggregate_id: second.players[0]?.id, name: 'core.activity.recorded' });
    expect(kinds).toEqual([]);
  });

  it('counts games, wins and attendance for who played, and frees court and players', async () => {
    const { players, game } = await played(core);
    const told = async (who: Member): Promise<unknown[]> =>
      (await core.db.collection('outbox').find({ name: 'core.activity.recorded', aggregate_id: who.id }).toArray())
        .map(({ payload }) => (payload as { kind: string }).kind)
        .sort();
    expect(await told(players[0] as Member)).toEqual(['attendance_due', 'attended', 'game_played', 'game_won']);
    expect(await told(players[1] as Member)).toEqual(['attendance_due', 'attended', 'game_played']);
    expect(await core.db.collection('games').countDocuments({ busy: `player:${players[0]?.id ?? ''}` })).toBe(0);
    expect(game.participants.map(({ attendance }) => attendance)).toEqual(['attended', 'attended']);
  });
});

describe('attendance', () => {
  it('is checked in by who is there, and marked by the host', async () => {
    const { host, players, game } = await match(core);
    const [a, b] = players as [Member, Member];
    expect(gameOf(await act(a, game, 'check-in')).participants[0]?.attendance).toBe('attended');
    expect(codeOf(await act(core.member(), game, 'check-in'))).toEqual([409, 'GAME_NOT_JOINED']);
    const mark = (who: Member, participant_id: string, status: string | null): Promise<Answer<GameAnswer>> =>
      who.client.put<GameAnswer>(`/games/${game.id}/attendance`, { attendance: [{ participant_id, status }] });
    expect(codeOf(await mark(a, b.id, 'no_show'))).toEqual([403, 'GAME_HOST_ONLY']);
    expect(gameOf(await mark(host, b.id, 'no_show')).participants[1]?.attendance).toBe('no_show');
    expect((await mark(host, b.id, 'asleep')).status).toBe(400);
    const { data } = await a.client.get<{ stats: { attendance: object } }>(`/users/${b.id}/games/stats`);
    expect(data.stats.attendance).toMatchObject({ due: 1, no_show: 1, rate: 0 });
    const later = await arrange(host, { game_date: new Date(Date.now() + 86_400_000).toISOString() });
    await join(a, later.id);
    expect(codeOf(await act(a, later, 'check-in'))).toEqual([409, 'CHECK_IN_CLOSED']);
  });
});
