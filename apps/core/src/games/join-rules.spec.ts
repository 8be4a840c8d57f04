import type { Actor } from './access-rules';
import type { GameRow, Player } from './game.schema';
import { concerned, decideJoin, decideLeave, MOST_WAITING, taking, teamsWithin } from './join-rules';
import { player } from '../../test/support/player';

const NOW = new Date('2026-11-22T10:00:00Z');
const PASSED = new Date(NOW.getTime() - 1);

const partyOf = (memberId: string, ...guests: string[]): { memberId: string; players: Player[] } => ({
  memberId,
  players: [player(memberId), ...guests.map((guest) => player(guest, memberId))],
});
const game = (more: Partial<GameRow> = {}): GameRow =>
  ({
    status: 'scheduled',
    host_id: 'host',
    max_participants: 2,
    join_deadline: null,
    players: [],
    waiting: [],
    withdrawals: [],
    teams: null,
    ...more,
  }) as unknown as GameRow;
const person = (userId: string, more: Partial<Actor> = {}): Actor => ({ userId, username: userId, roles: [], ...more });
const [host, member] = [person('host'), person('a')];
const operator = person('operator', { roles: ['OPERATOR'] });
const meetingHost = person('runs', { runsMeeting: true });

const refusal = (code: string): Error => expect.objectContaining({ code }) as Error;
const ids = (list: readonly Player[] | undefined): string[] | undefined => list?.map(({ player_id }) => player_id);
const crowd = Array.from({ length: MOST_WAITING }, (_, i) => player(`w${i}`));
const full = { players: [player('b'), player('c')] };

describe('joining', () => {
  it.each([
    ['a stranger for somebody else', game(), member, partyOf('b'), 'GAME_HOST_ONLY'],
    ['when it has begun', game({ status: 'ongoing' }), member, partyOf('a'), 'GAME_NOT_SCHEDULED'],
    ['at the deadline', game({ join_deadline: NOW }), member, partyOf('a'), 'GAME_JOIN_CLOSED'],
    ['with other guests', game({ players: [player('a')] }), member, partyOf('a', 'guest'), 'GAME_ALREADY_JOINED'],
    ['with more than there are places', game(), member, partyOf('a', 'one', 'two'), 'GAME_PARTY_TOO_LARGE'],
    ['behind too many who wait', game({ ...full, waiting: crowd }), member, partyOf('a'), 'GAME_FULL'],
  ])('is refused %s', (_when, row, who, party, code) => {
    expect(() => decideJoin(row, who, party, NOW)).toThrow(refusal(code));
  });

  it('plays where the party fits, and tells the host; waits where it does not, and tells nobody', () => {
    const played = decideJoin(game(), member, partyOf('a', 'guest'), NOW);
    expect(played).toMatchObject({ change: 'joined', value: { status: 'joined' } });
    expect(played.notes).toEqual([{ type: 'game.joined', member_ids: ['host'] }]);
    expect(ids(played.set?.players)).toEqual(['a', 'guest']);
    const waits = decideJoin(game(full), member, partyOf('a'), NOW);
    expect(waits).toMatchObject({ notes: [], value: { status: 'waiting_list', position: 1 } });
  });

  it('twice with the same guests is joining once', () => {
    const { players } = partyOf('a', 'guest');
    expect(decideJoin(game({ players }), member, partyOf('a', 'guest'), NOW)).toEqual({ value: { status: 'joined' } });
  });

  it.each([
    ['the host', host, 'asked'],
    ['staff', operator, 'vouched'],
    ["the meeting's host", meetingHost, 'vouched'],
  ])('by %s for a member is open after the deadline, and asks the member alone', (_whom, who, consent) => {
    const { set, notes } = decideJoin(game({ join_deadline: PASSED }), who, partyOf('a', 'guest'), NOW);
    expect(set?.players?.map((one) => one.consent)).toEqual([consent, undefined]);
    expect(notes).toContainEqual({ type: 'game.entered', member_ids: ['a'] });
  });
});

describe('leaving', () => {
  const { players } = partyOf('a', 'guest');
  const running = game({ players, waiting: [player('w')], teams: { team1: ['a'], team2: ['guest'] } });

  it.each([
    ['for somebody else', running, person('b'), 'GAME_HOST_ONLY'],
    ['when it has begun', game({ players, status: 'ongoing' }), member, 'GAME_NOT_SCHEDULED'],
    ['for who is not in', game(), member, 'GAME_NOT_JOINED'],
  ])('is refused %s', (_when, row, who, code) => {
    expect(() => decideLeave(row, who, 'a', NOW)).toThrow(refusal(code));
  });

  it('takes the guests along, and who waits moves up; teams with them are undone', () => {
    const { set, notes } = decideLeave(running, member, 'a', NOW);
    expect([ids(set?.players), ids(set?.waiting), set?.teams]).toEqual([['w'], [], null]);
    expect(notes?.map(({ type }) => type)).toEqual(['game.promoted', 'game.left']);
  });

  it('is noted for who was to play, as late from the deadline on, and not for who only waited', () => {
    const withdrawn = (row: GameRow): unknown => decideLeave(row, member, 'a', NOW).set?.withdrawals;
    expect(withdrawn(running)).toEqual([{ member_id: 'a', left_at: NOW, late: false }]);
    expect(withdrawn(game({ players, join_deadline: NOW }))).toEqual([{ member_id: 'a', left_at: NOW, late: true }]);
    expect(withdrawn(game({ ...full, waiting: [player('a')] }))).toBeUndefined();
  });

  it('is told to who is taken out by the host', () => {
    expect(decideLeave(running, host, 'a', NOW).notes).toContainEqual({ type: 'game.removed', member_ids: ['a'] });
  });
});

it('teams stand as long as everybody in them plays', () => {
  const teams = { team1: ['a'], team2: ['b'] };
  expect(teamsWithin(teams, [player('a'), player('b'), player('c')])).toBe(teams);
  expect(teamsWithin(teams, [player('a'), player('c')])).toBeNull();
});

it('a change concerns who plays and who waits; its play concerns the host, and not who only waits', () => {
  const row = game({ ...partyOf('a', 'guest'), waiting: [player('w')] });
  expect([concerned(row), taking(row)]).toEqual([
    ['a', 'w'],
    ['host', 'a'],
  ]);
});
