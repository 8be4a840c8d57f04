import type { BoardPlayer, BoardState } from './board';
import { handedBoard, withoutMember } from './hand-over-board';

const player = (id: string, member_id = id): BoardPlayer => ({
  id,
  member_id,
  is_guest: id !== member_id,
  name: `이름 ${id}`,
  grade: null,
  level: 2,
  gender: null,
  is_present: true,
  is_paused: false,
  waiting_since: new Date(0),
  credit: 0,
});
const board = (players: BoardPlayer[], fields: Partial<BoardState> = {}): BoardState => ({
  courts: [],
  players,
  groups: [],
  games: [],
  proposals: [],
  ...fields,
});

describe('a board whose player leaves the club', () => {
  it('has the member and the guests gone home, the member without a name', () => {
    const groups = [{ id: '1', player_ids: ['a', 'b'], made_by: 'b' }];
    const after = withoutMember(board([player('a'), player('g', 'a'), player('b')], { groups }), 'a');
    expect(after.players.map(({ name, is_present }) => [name, is_present])).toEqual([
      ['', false],
      ['이름 g', false],
      ['이름 b', true],
    ]);
    expect(after.groups).toEqual([]);
    const untouched = board([player('b')]);
    expect(withoutMember(untouched, 'a')).toBe(untouched);
  });
});

describe('a board whose player goes on as another account', () => {
  const games = [
    { game_id: '1', court_id: 'c', team1: ['old'], team2: ['x'], started_at: new Date(0), ended_at: null },
  ];

  it('has the other in every place of the one', () => {
    const groups = [{ id: '1', player_ids: ['old', 'x'], made_by: 'old' }];
    const after = handedBoard(board([player('old'), player('g', 'old'), player('x')], { games, groups }), 'old', 'new');
    expect(JSON.stringify(after)).not.toContain('"old"');
    expect(after.players.map(({ id, member_id }) => [id, member_id])).toEqual([
      ['new', 'new'],
      ['g', 'new'],
      ['x', 'x'],
    ]);
    expect(after.games[0]?.team1).toEqual(['new']);
  });

  it('holds the one person once', () => {
    const after = handedBoard(board([player('old'), player('g', 'old'), player('new')], { games }), 'old', 'new');
    expect(after.players.map(({ id, member_id, is_present }) => [id, member_id, is_present])).toEqual([
      ['old', 'old', false],
      ['g', 'new', true],
      ['new', 'new', true],
    ]);
    // Who is on a court is not proposed for another under the other id.
    expect(after.games[0]).toMatchObject({ team1: ['new'], team2: ['x'] });
  });
});
