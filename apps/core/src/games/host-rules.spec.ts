import type { Consent, GameRow, Player } from './game.schema';
import { decideHostGone } from './host-rules';
import { decideComplete } from './finish-rules';
import { PRESETS } from './score-rules';

const player = (id: string, consent: Consent | null = null): Player => ({
  player_id: id,
  member_id: id,
  party: id,
  name: id,
  grade: null,
  gender: null,
  joined_at: new Date(0),
  attendance: null,
  consent,
});
const game = (players: Player[], more: object = {}): GameRow =>
  ({ status: 'scheduled', host_id: 'host', players, waiting: [], sets: [], version: 1, ...more }) as unknown as GameRow;
const heirOf = (players: Player[]): string | undefined =>
  decideHostGone(game(players), 'host', (id) => id !== 'gone').set?.host_id;

describe('when a host is gone', () => {
  it('one who agreed to play is host, before those who were only entered', () => {
    expect(heirOf([player('asked', 'asked'), player('gone'), player('vouched', 'vouched'), player('late')])).toBe(
      'vouched',
    );
    expect(heirOf([player('asked', 'asked'), player('second', 'asked')])).toBe('asked');
    expect(heirOf([player('gone')])).toBeUndefined();
  });
});

describe('the end of a game', () => {
  it('is told to who played and to the host, not to who only waited', () => {
    const teams = { team1: ['a'], team2: ['b'] };
    const rule = PRESETS.CLUB_25;
    const ongoing = { status: 'ongoing', teams, rule, waiting: [player('waits')], meeting_id: null };
    const host = { userId: 'host', username: '', roles: [] };
    const row = game([player('a'), player('b')], ongoing);
    const { notes } = decideComplete(row, host, { sets: [{ team1: 25, team2: 3 }] }, new Date());
    expect(notes).toEqual([{ type: 'game.completed', member_ids: ['host', 'a', 'b'] }]);
  });
});
