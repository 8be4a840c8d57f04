import * as fc from 'fast-check';
import { continues, isProblem, PRESETS, readMatch, RULE_PRESETS, ScoreRule, setState, SetScore } from './score-rules';

const score = (team1: number, team2: number): SetScore => ({ team1, team2 });

/**
 * What can happen on court, told without the formula: rally by rally, until somebody has won by the words of the law.
 * With deuce a set is won at the target by two, at the cap by one; without, at the target.
 */
function reachable(rule: ScoreRule): Map<string, 'finished' | 'under_way'> {
  const isWon = (a: number, b: number): boolean => {
    const [high, low] = [Math.max(a, b), Math.min(a, b)];
    if (!rule.deuce) return high >= rule.target;
    return high >= rule.cap || (high >= rule.target && high - low >= 2);
  };
  const seen = new Map<string, 'finished' | 'under_way'>();
  const walk = (a: number, b: number): void => {
    const key = `${a}-${b}`;
    if (seen.has(key)) return;
    seen.set(key, isWon(a, b) ? 'finished' : 'under_way');
    if (seen.get(key) === 'finished') return;
    walk(a + 1, b);
    walk(a, b + 1);
  };
  walk(0, 0);
  return seen;
}

const custom = fc
  .record({
    sets_to_win: fc.integer({ min: 1, max: 3 }),
    target: fc.integer({ min: 3, max: 25 }),
    deuce: fc.boolean(),
    beyond: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ beyond, ...rule }): ScoreRule => ({
    ...rule,
    preset: 'custom',
    cap: rule.deuce ? rule.target + beyond : rule.target,
  }));
const anyRule = fc.oneof(
  fc.constantFrom(...RULE_PRESETS).map((preset) => PRESETS[preset]),
  custom,
);

describe('the score of a set', () => {
  it.each(RULE_PRESETS)('is told right for every pair of numbers up to 40, by %s', (preset) => {
    const known = reachable(PRESETS[preset]);
    for (let a = 0; a <= 40; a += 1)
      for (let b = 0; b <= 40; b += 1)
        expect([a, b, setState(PRESETS[preset], score(a, b))]).toEqual([a, b, known.get(`${a}-${b}`) ?? 'impossible']);
  });

  it('is told right under any rule of the club', () => {
    fc.assert(
      fc.property(custom, fc.nat({ max: 45 }), fc.nat({ max: 45 }), (rule, a, b) => {
        expect(setState(rule, score(a, b))).toBe(reachable(rule).get(`${a}-${b}`) ?? 'impossible');
      }),
    );
  });

  it.each([
    [21, 19, 'finished'],
    [22, 20, 'finished'],
    [29, 27, 'finished'],
    [30, 28, 'finished'],
    [30, 29, 'finished'],
    [21, 20, 'under_way'],
    [29, 29, 'under_way'],
    [22, 19, 'impossible'],
    [29, 28, 'under_way'],
    [30, 27, 'impossible'],
    [31, 29, 'impossible'],
    [30, 30, 'impossible'],
  ] as const)('of %i–%i is %s by BWF 21', (a, b, state) => {
    expect(setState(PRESETS.BWF_21, score(a, b))).toBe(state);
    expect(setState(PRESETS.BWF_21, score(b, a))).toBe(state);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('never takes %d', (points) => {
    expect(setState(PRESETS.BWF_21, score(points, 0))).toBe('impossible');
  });
});

describe('a match', () => {
  /** Plays rallies until somebody has won, and shows the sets after each. */
  function* play(rule: ScoreRule, rallies: Iterable<boolean>): Generator<SetScore[]> {
    const sets: SetScore[] = [];
    for (const isFirst of rallies) {
      const standing = readMatch(rule, sets);
      if (isProblem(standing) || standing.winner) return;
      const last = sets.at(-1);
      if (!last || setState(rule, last) === 'finished') sets.push(score(0, 0));
      (sets.at(-1) as SetScore)[isFirst ? 'team1' : 'team2'] += 1;
      yield structuredClone(sets);
    }
  }

  it('is accepted after every rally, and is decided once, for who won the sets', () => {
    fc.assert(
      fc.property(anyRule, fc.infiniteStream(fc.boolean()), (rule, rallies) => {
        let last: SetScore[] = [];
        for (const sets of play(rule, rallies)) {
          const standing = readMatch(rule, sets);
          expect(standing).not.toHaveProperty('problem');
          expect(continues(rule, last, sets)).toBe(true);
          last = sets;
        }
        const standing = readMatch(rule, last);
        if (isProblem(standing)) throw new Error('a played match is a match');
        const wins = last.filter(({ team1, team2 }) => team1 > team2).length;
        expect(standing.sets_won).toEqual({ team1: wins, team2: last.length - wins });
        expect(standing.winner).toBe(wins === rule.sets_to_win ? 'team1' : 'team2');
        expect(readMatch(rule, [...last, score(0, 0)])).toEqual({
          problem: 'set_after_decided',
          set_number: last.length + 1,
        });
      }),
    );
  });

  it('has no set after an unfinished one, and no impossible set', () => {
    const rule = PRESETS.BWF_21;
    expect(readMatch(rule, [score(20, 20), score(1, 0)])).toEqual({ problem: 'set_after_unfinished', set_number: 2 });
    expect(readMatch(rule, [score(21, 3), score(31, 29)])).toEqual({ problem: 'impossible_set', set_number: 2 });
  });

  it('may end further than what was recorded live, but not otherwise', () => {
    const rule = PRESETS.BWF_21;
    expect(continues(rule, [score(21, 3), score(20, 3)], [score(21, 3), score(21, 3)])).toBe(true);
    expect(continues(rule, [], [score(21, 3), score(21, 3)])).toBe(true);
    expect(continues(rule, [score(21, 3)], [score(3, 21)])).toBe(false);
    expect(continues(rule, [score(21, 3), score(5, 6)], [score(21, 3), score(21, 5)])).toBe(false);
    expect(continues(rule, [score(21, 3), score(5, 6)], [score(21, 3)])).toBe(false);
  });
});
