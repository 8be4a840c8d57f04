import { GRADES } from '@dongbaejul/contracts';
import { pointsOf, rateMatch, RatingState, scoreOf, seedOf } from './rating-math';

const points = (state: RatingState): number => pointsOf(scoreOf(state));

describe('ratings', () => {
  it('begin where the grade table puts a member, each grade above the one before', () => {
    const seeds = GRADES.map((grade) => points(seedOf(grade)));
    expect(seeds).toEqual([...seeds].sort((a, b) => a - b));
    expect(new Set(seeds).size).toBe(GRADES.length);
    expect(seedOf(null).sigma).toBeGreaterThan(seedOf('C').sigma);
    expect(seedOf('no such grade')).toEqual(seedOf(null));
  });

  it('rise for who wins, fall for who loses, and grow surer for all', () => {
    const even = seedOf('C');
    const { team1, team2 } = rateMatch({ team1: [even, even], team2: [even, even] }, 'team2');
    for (const winner of team2) expect(winner).toMatchObject({ games: 1, wins: 1 });
    for (const loser of team1) expect(loser).toMatchObject({ games: 1, wins: 0 });
    expect(team2[0]?.mu).toBeGreaterThan(even.mu);
    expect(team1[0]?.mu).toBeLessThan(even.mu);
    expect(team1[0]?.sigma).toBeLessThan(even.sigma);
  });

  it('move more where the weaker win', () => {
    const [weak, strong] = [seedOf('D'), seedOf('A')];
    const gain = (a: RatingState, b: RatingState): number =>
      (rateMatch({ team1: [a], team2: [b] }, 'team1').team1[0]?.mu ?? 0) - a.mu;
    expect(gain(weak, strong)).toBeGreaterThan(gain(strong, weak));
  });
});
