import type { Actor } from './access-rules';
import type { Consent, GameRow, Player } from './game.schema';
import { busyKeys, decideScore, decideStart, decideTeams } from './play-rules';
import { PRESETS, SetScore } from './score-rules';

const NOW = new Date('2026-11-22T10:00:00Z');
const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);

const player = (id: string, consent: Consent | null = null, member_id: string | null = id): Player => ({
  player_id: id,
  member_id,
  party: id,
  name: id,
  grade: null,
  gender: null,
  joined_at: NOW,
  attendance: null,
  consent,
});
const teams = { team1: ['a'], team2: ['b'] };
const game = (more: Partial<GameRow> = {}): GameRow =>
  ({
    status: 'scheduled',
    game_type: 'singles',
    game_date: NOW,
    host_id: 'host',
    location: '체육관',
    rule: PRESETS.BWF_21,
    players: [player('a'), player('b')],
    waiting: [player('w')],
    teams: null,
    court_id: null,
    sets: [],
    version: 1,
    ...more,
  }) as unknown as GameRow;
const person = (userId: string, more: Partial<Actor> = {}): Actor => ({ userId, username: userId, roles: [], ...more });
const host = person('host');
const refusal = (code: string, details?: object): Error =>
  expect.objectContaining({ code, ...(details && { details }) }) as Error;

describe('teams', () => {
  it.each([
    ['a player', game(), person('a'), teams, 'GAME_HOST_ONLY'],
    ['a game that has begun', game({ status: 'ongoing' }), host, teams, 'GAME_NOT_SCHEDULED'],
    ['one who only waits', game(), host, { team1: ['a'], team2: ['w'] }, 'GAME_TEAMS_INVALID'],
    ['one on both sides', game(), host, { team1: ['a'], team2: ['a'] }, 'GAME_TEAMS_INVALID'],
    ['sides of two in singles', game(), host, { team1: ['a', 'b'], team2: ['a', 'b'] }, 'GAME_TEAMS_INVALID'],
  ])('are refused to or with %s', (_what, row, who, wanted, code) => {
    expect(() => decideTeams(row, who, wanted)).toThrow(refusal(code));
  });

  it('are a new version, and the same ones again are nothing', () => {
    expect(decideTeams(game(), host, teams).set).toEqual({ teams, version: 2 });
    expect(decideTeams(game({ teams }), host, teams).set).toBeUndefined();
  });
});

describe('the start', () => {
  const courts = [{ id: 'c1', name: '1코트' }];
  const start = (row: GameRow, who: Actor, on = '1', named: typeof courts = []): ReturnType<typeof decideStart> =>
    decideStart(row, who, on, { courts: async () => named, teams: async () => teams }, NOW);

  it.each([
    ['to a player', game(), person('a'), 'GAME_HOST_ONLY'],
    ['when it is over', game({ status: 'completed' }), host, 'GAME_NOT_SCHEDULED'],
    ['more than a day before', game({ game_date: hours(25) }), host, 'GAME_TOO_EARLY'],
    ['on another court while it goes on', game({ status: 'ongoing', court_id: '2' }), host, 'GAME_NOT_SCHEDULED'],
  ])('is refused %s', async (_when, row, who, code) => {
    await expect(start(row, who)).rejects.toThrow(refusal(code));
  });

  it('is refused on a court that the meeting does not have', async () => {
    await expect(start(game(), host, '2코트', courts)).rejects.toThrow(refusal('GAME_COURT_UNKNOWN'));
  });

  it('is open to the host from a day before, to staff and the meeting’s host at any time', async () => {
    expect((await start(game({ game_date: hours(24) }), host)).change).toBe('started');
    for (const who of [person('staff', { roles: ['OPERATOR'] }), person('runs', { runsMeeting: true })]) {
      expect((await start(game({ game_date: hours(25) }), who)).change).toBe('started');
    }
  });

  it('makes teams where none were set, takes court and players, and is told to who plays', async () => {
    const { set, notes } = await start(game(), host, '1 코트', courts);
    expect(set).toEqual({
      status: 'ongoing',
      teams,
      court_id: 'c1',
      started_at: NOW,
      busy: ['court:meeting|c1', 'player:a', 'player:b'],
    });
    expect(notes).toEqual([{ type: 'game.started', member_ids: ['host', 'a', 'b'] }]);
    const chosen = { team1: ['b'], team2: ['a'] };
    expect((await start(game({ teams: chosen }), host)).set?.teams).toBe(chosen);
  });

  it('twice on the same court is one start', async () => {
    expect(await start(game({ status: 'ongoing', court_id: '1' }), host)).toEqual({ value: undefined });
  });

  it('leaves guests, whom nobody else can ask for, out of what it takes', () => {
    const players = [player('a'), player('b', null, null), player('c')];
    expect(busyKeys({ players, teams }, { id: '1', key: 'court:|1' })).toEqual(['court:|1', 'player:a']);
  });
});

describe('a score', () => {
  const [done, open]: SetScore[] = [
    { team1: 21, team2: 10 },
    { team1: 5, team2: 4 },
  ] as [SetScore, SetScore];
  const ongoing = (sets: SetScore[], more: Partial<GameRow> = {}): GameRow =>
    game({ status: 'ongoing', sets, ...more });
  const refused = (set_number: number): object => ({ set_number, most_sets: 3, rule: PRESETS.BWF_21 });

  it.each([
    ['of a game that has not begun', game(), 1, open, 'GAME_NOT_ONGOING', { status: 'scheduled' }],
    ['that no rallies lead to', ongoing([]), 1, { team1: 22, team2: 19 }, 'SCORE_IMPOSSIBLE', refused(1)],
    ['of a set after the next', ongoing([done]), 3, open, 'SCORE_SET_ORDER', refused(3)],
    ['of a set after one under way', ongoing([open]), 2, open, 'SCORE_SET_ORDER', refused(2)],
    ['of a set after the match', ongoing([done, done]), 3, open, 'SCORE_SET_ORDER', refused(3)],
    ['that reopens a set before others', ongoing([done, open]), 1, open, 'SCORE_SET_ORDER', refused(2)],
  ])('%s is refused, with what is wrong', (_which, row, number, score, code, details) => {
    expect(() => decideScore(row, host, number, score)).toThrow(refusal(code, details));
  });

  it('is for players and the host, not for who only waits', () => {
    expect(() => decideScore(ongoing([]), person('w'), 1, open)).toThrow(refusal('GAME_PLAYERS_ONLY'));
    expect(decideScore(ongoing([]), person('a'), 1, open)).toMatchObject({ set: { sets: [open] }, change: 'score' });
  });

  it('is set outright: of the set under way, the next, or an earlier one', () => {
    const setsAfter = (sets: SetScore[], number: number, score: SetScore): unknown =>
      decideScore(ongoing(sets), host, number, score).set?.sets;
    expect(setsAfter([open], 1, done)).toEqual([done]);
    expect(setsAfter([done], 2, open)).toEqual([done, open]);
    expect(setsAfter([done, open], 1, { team1: 10, team2: 21 })).toEqual([{ team1: 10, team2: 21 }, open]);
    expect(setsAfter([open], 1, open)).toBeUndefined();
  });

  it('is the yes of a player who was entered by somebody else, of nobody else', () => {
    const row = ongoing([], { players: [player('a', 'asked'), player('b', 'asked')] });
    const after = decideScore(row, person('a'), 1, open).set?.players;
    expect(after?.map(({ consent }) => consent)).toEqual([null, 'asked']);
    expect(decideScore(row, host, 1, open).set).toEqual({ sets: [open] });
  });
});
