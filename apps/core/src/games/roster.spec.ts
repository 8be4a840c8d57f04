import * as fc from 'fast-check';
import type { Player } from './game.schema';
import { fill, guestsOf, join, leave, Roster, standingOf, waitingParties } from './roster';
import { player } from '../../test/support/player';

const party = (member: string, guests = 0): Player[] => [
  player(member, member),
  ...Array.from({ length: guests }, (_, i) => player(`${member}+${i}`, member)),
];
const EMPTY: Roster = { players: [], waiting: [] };
const ids = (list: readonly Player[]): string[] => list.map(({ player_id }) => player_id);

/** R-12, of any roster. */
function expectFair({ players, waiting }: Roster, places: number): void {
  expect(players.length).toBeLessThanOrEqual(places);
  const all = [...ids(players), ...ids(waiting)];
  expect(new Set(all).size).toBe(all.length);
  const playing = new Set(players.map(({ party }) => party));
  for (const member of waitingParties(waiting)) {
    expect(playing.has(member)).toBe(false);
    const size = waiting.filter((one) => one.party === member).length;
    expect(players.length + size).toBeGreaterThan(places);
  }
}

describe('a roster', () => {
  it('lets a party wait as a whole, and others past it who fit', () => {
    const three = join(join(EMPTY, 4, party('a', 2)), 4, party('b', 1));
    expect([ids(three.players), ids(three.waiting)]).toEqual([
      ['a', 'a+0', 'a+1'],
      ['b', 'b+0'],
    ]);
    const full = join(join(three, 4, party('c')), 4, party('d'));
    expect(standingOf(full, 'c')).toEqual({ status: 'joined' });
    expect(standingOf(full, 'd')).toEqual({ status: 'waiting_list', position: 2 });
    expect(standingOf(full, 'e')).toBeNull();
    expect(ids(guestsOf(full, 'b'))).toEqual(['b+0']);
  });

  it('is filled in order of waiting when somebody leaves, guests along', () => {
    const full = ['a', 'b', 'c', 'd'].reduce((roster, member) => join(roster, 3, party(member)), join(EMPTY, 3, []));
    const after = leave(full, 3, 'b');
    expect(after.promoted).toEqual(['d']);
    expect(ids(after.roster.players)).toEqual(['a', 'c', 'd']);
  });

  it('stays fair whatever members do (R-12)', () => {
    const act = fc.record({ member: fc.nat({ max: 12 }).map(String), guests: fc.nat({ max: 3 }), joins: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 10 }), fc.array(act, { maxLength: 80 }), (places, acts) => {
        let roster = EMPTY;
        for (const { member, guests, joins } of acts) {
          const before = standingOf(roster, member);
          if (joins && before === null) roster = join(roster, places, party(member, guests));
          else if (!joins && before !== null) roster = leave(roster, places, member).roster;
          expectFair(roster, places);
        }
        const more = fill(roster, places + 2).roster;
        expectFair(more, places + 2);
      }),
    );
  });

  it('keeps the turns of those who go on waiting', () => {
    const act = fc.record({ member: fc.nat({ max: 9 }).map(String), guests: fc.nat({ max: 2 }) });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), fc.nat({ max: 9 }).map(String), (acts, leaver) => {
        let roster = EMPTY;
        for (const { member, guests } of acts)
          if (!standingOf(roster, member)) roster = join(roster, 4, party(member, guests));
        const turns = waitingParties(roster.waiting);
        const after = waitingParties(leave(roster, 4, leaver).roster.waiting);
        expect(after).toEqual(turns.filter((member) => after.includes(member)));
      }),
    );
  });
});
