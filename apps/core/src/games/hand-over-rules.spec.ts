import type { GameRow, Player } from './game.schema';
import { isRated } from '../ratings/results';
import { countedTwice, decideHandOver, handedOver } from './hand-over-rules';
import { player } from '../../test/support/player';

const HAND = { from: 'old', into: 'new' };

const game = (fields: Partial<GameRow>): GameRow =>
  ({
    status: 'scheduled',
    max_participants: 2,
    host_id: 'host',
    players: [],
    waiting: [],
    withdrawals: [],
    teams: null,
    mvp: null,
    ...fields,
  }) as unknown as GameRow;
const ids = (list: readonly Player[] = []): string[] => list.map(({ player_id }) => player_id);
const parties = (list: readonly Player[] = []): string[] => list.map(({ party }) => party);

describe('a game whose member goes on as another account', () => {
  it('has the other in every place of the one', () => {
    const set = handedOver(
      game({
        status: 'ongoing',
        host_id: 'old',
        players: [player('old'), player('guest', 'old'), player('x')],
        withdrawals: [{ member_id: 'old', left_at: new Date(0), late: true }],
        teams: { team1: ['old'], team2: ['x'] },
        busy: ['court:1', 'player:old', 'player:x'],
        mvp: 'old',
      }),
      HAND,
    );
    expect(set).toMatchObject({
      host_id: 'new',
      withdrawals: [{ member_id: 'new' }],
      teams: { team1: ['new'], team2: ['x'] },
      busy: ['court:1', 'player:new', 'player:x'],
      mvp: 'new',
    });
    expect([ids(set.players), parties(set.players)]).toEqual([
      ['new', 'guest', 'x'],
      ['new', 'new', 'x'],
    ]);
  });

  it('does not claim a player who is on another court just now', () => {
    const set = handedOver(
      game({ status: 'ongoing', players: [player('old')], busy: ['player:old', 'court:1'] }),
      HAND,
      true,
    );
    expect(set.busy).toEqual(['court:1']);
  });

  it('holds one place for the one person, and lets the first waiting in', () => {
    const row = game({ players: [player('old'), player('new')], waiting: [player('a'), player('b')] });
    const { set, notes } = decideHandOver(row, HAND, false);
    expect([ids(set?.players), ids(set?.waiting)]).toEqual([['new', 'a'], ['b']]);
    expect(notes).toEqual([{ type: 'game.promoted', member_ids: ['a'] }]);
  });

  it('keeps the better of two places, whichever account had it', () => {
    const waits = game({
      players: [player('new'), player('x')],
      waiting: [player('old'), player('g', 'old'), player('a')],
    });
    expect(handedOver(waits, HAND)).toMatchObject({ players: [player('new'), player('x')], waiting: [player('a')] });
    const plays = game({
      players: [player('old'), player('x')],
      waiting: [player('new'), player('a')],
      teams: { team1: ['old'], team2: ['x'] },
    });
    const { set, notes } = decideHandOver(plays, HAND, false);
    expect([ids(set?.players), ids(set?.waiting)]).toEqual([['new', 'x'], ['a']]);
    expect(set?.teams).toEqual({ team1: ['new'], team2: ['x'] });
    expect(notes).toEqual([]);
  });

  it('keeps the guests of both, and no teams with somebody who is no more', () => {
    const both = game({
      max_participants: 4,
      players: [player('old'), player('g1', 'old'), player('new'), player('g2', 'new')],
      teams: { team1: ['old', 'g1'], team2: ['new', 'g2'] },
    });
    const set = handedOver(both, HAND);
    expect([ids(set.players), parties(set.players)]).toEqual([
      ['g1', 'new', 'g2'],
      ['new', 'new', 'new'],
    ]);
    expect(set.teams).toBeNull();
  });

  it.each(['ongoing', 'completed'] as const)(
    'that is %s counts once for who played it twice: the other place is a guest’s',
    (status) => {
      const teams = { team1: ['old'], team2: ['new'] };
      const busy = ['player:old', 'player:new', 'court:1'];
      const over = game({ status, host_id: 'old', players: [player('old'), player('new')], teams, busy });
      const set = handedOver(over, HAND);
      expect(set).toMatchObject({ host_id: 'new', busy: ['player:new', 'court:1'] });
      expect(set.players).toEqual([{ ...player('old'), member_id: null, party: 'new' }, player('new')]);
      const after = { ...over, ...set };
      expect(isRated(after)).toBe(false);
      expect(handedOver(after, HAND)).toEqual({});
    },
  );

  it('takes back what the other account played, won and was there for', () => {
    const teams = { team1: ['old'], team2: ['new'] };
    const there = (id: string) => ({ ...player(id), attendance: 'attended' as const });
    const over = game({
      status: 'completed',
      winner: 'team1',
      result: 'normal',
      players: [there('old'), there('new')],
      teams,
    });
    expect(countedTwice(over, HAND)).toEqual(
      ['game_played', 'game_won', 'attendance_due', 'attended'].map((kind) => ({ member_id: 'new', kind, delta: -1 })),
    );
    expect(countedTwice({ ...over, ...handedOver(over, HAND) }, HAND)).toEqual([]);
  });

  it('is not touched where the one was not in it', () => {
    expect(decideHandOver(game({ players: [player('new')] }), HAND, false)).toEqual({ value: undefined });
  });
});
