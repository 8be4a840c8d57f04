import * as fc from 'fast-check';
import { Candidate, Lineup, nextLineup } from './matchmaking';

const candidate = (id: string, fields: Partial<Candidate> = {}): Candidate => ({
  id,
  level: 3,
  gender: null,
  games: 0,
  waiting_since: 0,
  ...fields,
});
const people = (names: string, fields: (index: number) => Partial<Candidate> = () => ({})): Candidate[] =>
  [...names].map((id, index) => candidate(id, { waiting_since: index, ...fields(index) }));
const sorted = (lineup: Lineup | null): string =>
  lineup
    ? [lineup.team1, lineup.team2]
        .map((team) => [...team].sort().join(''))
        .sort()
        .join(' ')
    : '';
const four = (lineup: Lineup | null): string => (lineup ? [...lineup.team1, ...lineup.team2].sort().join('') : '');

describe('the next game', () => {
  it('needs four', () => {
    expect(nextLineup(people('abc'), [], [])).toBeNull();
    expect(four(nextLineup(people('abcd'), [], []))).toBe('abcd');
  });

  it('takes who has played least, whatever that does to levels and partners', () => {
    const past: Lineup[] = [{ team1: ['a', 'b'], team2: ['c', 'd'] }];
    const waiting = people('efghabcd', (index) => ({ games: index < 4 ? 1 : 0, level: index < 4 ? 3 : index }));
    expect(four(nextLineup(waiting, [], past))).toBe('abcd');
  });

  it('always takes who waits longest among those who have played least', () =>
    expect(
      four(
        nextLineup(
          people('abcdefgh', (index) => ({ level: index })),
          [],
          [],
        ),
      ),
    ).toContain('a'));

  it('makes even teams', () =>
    expect(
      sorted(
        nextLineup(
          people('abcd', (index) => ({ level: [5, 4, 2, 1][index]! })),
          [],
          [],
        ),
      ),
    ).toBe('ad bc'));

  it('changes partners, and opponents', () => {
    const past: Lineup[] = [{ team1: ['a', 'b'], team2: ['c', 'd'] }];
    expect(sorted(nextLineup(people('abcd'), [], past))).not.toBe('ab cd');
    const all: Lineup[] = [...past, { team1: ['a', 'c'], team2: ['b', 'd'] }];
    expect(sorted(nextLineup(people('abcd'), [], all))).toBe('ad bc');
    expect(four(nextLineup(people('abcdefgh'), [], [...past, ...past, ...past]))).not.toBe('abcd');
  });

  it('makes mixed pairs of two men and two women', () =>
    expect(
      sorted(
        nextLineup(
          people('abcd', (index) => ({ gender: index < 2 ? 'male' : 'female' })),
          [],
          [],
        ),
      ),
    ).toMatch(/^(ac bd|ad bc)$/));

  it('keeps a fixed pair in one team, and lets it wait together', () => {
    expect(
      sorted(
        nextLineup(
          people('abcd', (index) => ({ level: [5, 5, 1, 1][index]! })),
          [['a', 'b']],
          [],
        ),
      ),
    ).toBe('ab cd');
    // b has played once more than the others: the pair stands where b stands.
    const waiting = people('abcdef', (index) => ({ games: index === 1 ? 1 : 0 }));
    expect(four(nextLineup(waiting, [['a', 'b']], []))).toBe('cdef');
  });

  it('keeps a fixed four on one court', () =>
    expect(four(nextLineup(people('abcdefgh'), [['a', 'c', 'f', 'h']], []))).toMatch(/^(acfh|bdeg)$/));

  it('lets the rest of a group play with anybody while one of it is away', () =>
    expect(four(nextLineup(people('abcd'), [['a', 'z']], []))).toBe('abcd'));
});

describe('whenever four wait', () => {
  const crowd = fc
    .array(
      fc.record({
        level: fc.integer({ min: 0, max: 5 }),
        gender: fc.constantFrom('male' as const, 'female' as const, null),
        games: fc.integer({ min: 0, max: 3 }),
        waiting_since: fc.integer({ min: 0, max: 100 }),
      }),
      { minLength: 4, maxLength: 24 },
    )
    .map((all) => all.map((one, index) => ({ ...one, id: String.fromCharCode(97 + index) })));
  const sizes = fc.array(fc.constantFrom(2, 4), { maxLength: 5 });

  it('there is a game, with fixed pairs and fours as well, and it keeps them together', () => {
    fc.assert(
      fc.property(crowd, sizes, (candidates, wanted) => {
        const names = candidates.map(({ id }) => id);
        const groups: string[][] = [];
        for (const size of wanted) if (names.length >= size) groups.push(names.splice(0, size));
        const lineup = nextLineup(candidates, groups, []);
        expect(lineup).not.toBeNull();
        const on = four(lineup);
        expect(new Set(on).size).toBe(4);
        for (const group of groups) {
          const together = group.filter((id) => on.includes(id)).length;
          expect([0, group.length]).toContain(together);
          if (group.length === 2 && together === 2)
            expect([lineup!.team1, lineup!.team2].filter((team) => team.includes(group[0]!))[0]).toContain(group[1]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
