import type { Actor } from './access-rules';
import { decideCancel, decideEdit, move } from './edit-rules';
import type { GameRow } from './game.schema';
import { player } from '../../test/support/player';

const NOW = new Date('2026-11-22T10:00:00Z');
const after = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

const game = (more: Partial<GameRow> = {}): GameRow =>
  ({
    title: '수요 게임',
    status: 'scheduled',
    host_id: 'host',
    game_date: after(60),
    duration: 60,
    max_participants: 2,
    game_type: 'singles',
    join_deadline: null,
    location: '시민체육관',
    players: [player('a')],
    waiting: [],
    teams: null,
    version: 3,
    ...more,
  }) as unknown as GameRow;
const person = (userId: string, more: Partial<Actor> = {}): Actor => ({ userId, username: userId, roles: [], ...more });
const [host, stranger] = [person('host'), person('a')];
const operator = person('operator', { roles: ['OPERATOR'] });
const refusal = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('editing', () => {
  it.each([
    ['by who only plays', game(), stranger, { title: '새 이름' }, 'GAME_HOST_ONLY'],
    ['when it has begun', game({ status: 'ongoing' }), host, { title: '새 이름' }, 'GAME_NOT_SCHEDULED'],
    ['to a time that is over', game(), host, { game_date: after(-11) }, 'INVALID_INPUT'],
    [
      'to begin before joining ends',
      game({ join_deadline: after(50) }),
      host,
      { game_date: after(40) },
      'INVALID_INPUT',
    ],
    ['to places that its type does not have', game(), host, { max_participants: 4 }, 'INVALID_INPUT'],
    [
      'to fewer places than play',
      game({ game_type: 'free', max_participants: 4, players: ['a', 'b', 'c'].map((id) => player(id)) }),
      host,
      { max_participants: 2 },
      'GAME_TOO_SMALL',
    ],
  ])('is refused %s', (_when, row, who, wanted, code) => {
    expect(() => decideEdit(row, who, wanted, NOW)).toThrow(refusal(code));
  });

  it('tells who comes of a new time or place, and nobody of a new name', () => {
    expect(decideEdit(game(), host, { title: '새 이름' }, NOW)).toMatchObject({
      set: { title: '새 이름', version: 4 },
      notes: [],
    });
    expect(decideEdit(game(), host, { location: '둘째 체육관' }, NOW).notes).toEqual([
      { type: 'game.changed', member_ids: expect.arrayContaining(['a']) as string[] },
    ]);
  });

  it('changes nothing where everything is so already', () => {
    expect(decideEdit(game(), host, { title: '수요 게임', game_date: after(60) }, NOW)).toEqual({ value: undefined });
  });

  it('lets those move up who wait, and tells them', () => {
    const row = game({ game_type: 'free', players: ['a', 'b'].map((id) => player(id)), waiting: [player('c')] });
    const { set, notes } = decideEdit(row, host, { max_participants: 3 }, NOW);
    expect(set?.players?.map(({ player_id }) => player_id)).toEqual(['a', 'b', 'c']);
    expect(set?.waiting).toEqual([]);
    expect(notes).toEqual([{ type: 'game.promoted', member_ids: ['c'] }]);
  });
});

describe('cancelling', () => {
  it('is refused to who only plays, and when it is over; twice is once', () => {
    expect(() => decideCancel(game(), stranger)).toThrow(refusal('GAME_HOST_ONLY'));
    expect(() => decideCancel(game({ status: 'completed' }), host)).toThrow(refusal('GAME_OVER'));
    expect(decideCancel(game({ status: 'cancelled' }), host)).toEqual({ value: undefined });
  });

  it("is audited with its reason where it is another's game", () => {
    expect(decideCancel(game(), host, '체육관 누수').audit).toBeUndefined();
    expect(decideCancel(game(), operator, '체육관 누수')).toMatchObject({
      set: { status: 'cancelled', version: 4 },
      audit: { reason: '체육관 누수', before: { host_id: 'host', status: 'scheduled' } },
    });
  });
});

describe('a game whose meeting is moved', () => {
  const told = jest.fn(() => ['a']);
  const moved = { by_ms: 60 * 60_000, from: '시민체육관', to: '새 체육관' };
  beforeEach(() => told.mockClear());

  it('begins as much later, closes as much later, and is where the meeting is', () => {
    expect(move(game({ join_deadline: after(30) }), moved, told)).toMatchObject({
      set: { game_date: after(120), join_deadline: after(90), location: '새 체육관', version: 4 },
      change: 'updated',
      notes: [{ type: 'game.changed', member_ids: ['a'] }],
    });
    expect(move(game(), moved, told).set).toMatchObject({ join_deadline: null });
  });

  it('stays where somebody put it', () => {
    expect(move(game({ location: '둘째 체육관' }), moved, told).set).toEqual({
      game_date: after(120),
      join_deadline: null,
      version: 4,
    });
  });

  it.each([
    ['the meeting stays', game(), { ...moved, by_ms: 0, to: moved.from }],
    ['only the place changes, and the game is elsewhere', game({ location: '둘째 체육관' }), { ...moved, by_ms: 0 }],
  ])('is left alone, and nobody is told, where %s', (_where, row, how) => {
    expect(move(row, how, told)).toEqual({ value: undefined });
    expect(told).not.toHaveBeenCalled();
  });

  it('gets the place of a meeting that had none, and loses it with the meeting', () => {
    const none = game({ location: null });
    expect(move(none, { by_ms: 0, from: '', to: '새 체육관' }, told).set).toMatchObject({ location: '새 체육관' });
    expect(move(game(), { by_ms: 0, from: '시민체육관', to: '' }, told).set).toMatchObject({ location: null });
  });
});
