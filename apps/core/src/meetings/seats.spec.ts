import * as fc from 'fast-check';
import { mayGrow, Party, promoted, seat, sizeOf, takenBy, waiting } from './seats';

const party = (member_id: string, guests = 0, has_place = false): Party => ({
  member_id,
  answer: 'going',
  guests: Array.from({ length: guests }, (_, i) => i),
  has_place,
});
const names = (parties: Party[]) => parties.map(({ member_id }) => member_id).join(' ');

describe('places of a meeting', () => {
  it('are given in the order of the answers, a party whole or not at all', () => {
    const seated = seat([party('a', 1), party('b', 2), party('c'), party('d')], 4);
    expect(names(seated.filter((one) => one.has_place))).toBe('a c d');
    expect(names(waiting(seated))).toBe('b');
  });

  it('go to the first who fits when one becomes free, and say who that is', () => {
    const before = [party('a', 0, true), party('b', 1, true), party('c', 1), party('d')];
    const after = seat([{ ...before[0]!, answer: 'not_going' as const, has_place: false }, ...before.slice(1)], 3);
    expect(names(promoted(before, after))).toBe('d');
  });

  it('are never taken away when there are fewer', () =>
    expect(takenBy(seat([party('a', 1, true), party('b', 0, true), party('c')], 1))).toBe(3));

  it('limit how many guests somebody with a place may add', () => {
    const parties = [party('a', 1, true), party('b', 0, true)];
    expect(mayGrow(parties, parties[0]!, 3, 4)).toBe(true);
    expect(mayGrow(parties, parties[0]!, 4, 4)).toBe(false);
    expect(mayGrow(parties, parties[0]!, 40, null)).toBe(true);
    expect(mayGrow(parties, parties[0]!, 1, 1)).toBe(true);
  });

  it('are never more than there are, and nobody waits while they would fit', () => {
    const parties = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 });
    fc.assert(
      fc.property(parties, fc.integer({ min: 1, max: 40 }), (guests, places) => {
        const seated = seat(
          guests.map((count, index) => party(String(index), count)),
          places,
        );
        const free = places - takenBy(seated);
        expect(free).toBeGreaterThanOrEqual(0);
        for (const one of waiting(seated)) expect(sizeOf(one)).toBeGreaterThan(free);
      }),
    );
  });
});
