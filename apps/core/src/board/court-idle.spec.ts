import type { BoardGame, BoardPlayer, BoardState } from './board';
import { courtIdle } from './court-idle';

const at = (minute: number): Date => new Date(Date.UTC(2026, 5, 6, 10, minute));
const waits = (id: string, since: number): BoardPlayer => ({
  id,
  member_id: id,
  is_guest: false,
  name: id,
  grade: null,
  level: 2,
  gender: null,
  is_present: true,
  is_paused: false,
  waiting_since: at(since),
  credit: 0,
});
const game = (court_id: string, started: number, ended: number | null, team1: string[] = ['x']): BoardGame => ({
  game_id: `${court_id}-${started}`,
  court_id,
  team1,
  team2: ['y'],
  started_at: at(started),
  ended_at: ended === null ? null : at(ended),
});
const board = (players: BoardPlayer[], games: BoardGame[] = []): BoardState => ({
  courts: [{ id: 'c1', name: '1' }],
  players,
  groups: [],
  games,
  proposals: [],
});
const four = [waits('a', 0), waits('b', 1), waits('c', 2), waits('d', 5)];

describe('how long a court stood free while four waited', () => {
  it('counts from the fourth who waits, and from the end of the game before', () => {
    expect(courtIdle(board(four), 'c1', at(7))).toBe(120);
    expect(courtIdle(board(four, [game('c1', 0, 6), game('c2', 0, 7)]), 'c1', at(7))).toBe(60);
  });

  it('is nothing where fewer than four could have played', () => {
    expect(courtIdle(board(four.slice(1)), 'c1', at(7))).toBeNull();
    expect(courtIdle(board([...four.slice(1), { ...four[0]!, is_paused: true }]), 'c1', at(7))).toBeNull();
    expect(courtIdle(board(four, [game('c2', 3, null, ['a'])]), 'c1', at(7))).toBeNull();
  });
});
