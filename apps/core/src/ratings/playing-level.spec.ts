import { levelOf, playingLevel } from './playing-level';
import { seedOf } from './rating-math';

const played = (grade: string, games: number) => ({
  discipline: 'mens_doubles' as const,
  mu: seedOf(grade).mu,
  games,
});

describe('the level at which somebody plays', () => {
  it('is the grade while there is no rating, and the middle where there is neither', () => {
    expect(['초심', 'D', 'C', 'B', 'A', '자강'].map((grade) => playingLevel(grade, []))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(playingLevel(null, [])).toBe(levelOf(null));
  });

  it('moves from the grade to the rating with every game', () => {
    const levels = [1, 5, 20, 100].map((games) => playingLevel('D', [played('A', games)]));
    expect(levels).toEqual([1.5, 2.5, 3.4, 3.86]);
  });

  it('weighs disciplines by games, and leaves singles aside', () => {
    const both = [played('A', 15), { ...played('C', 5), discipline: 'mixed_doubles' as const }];
    expect(playingLevel('B', both)).toBe(3.4);
    expect(playingLevel('B', [{ ...played('자강', 50), discipline: 'singles' }])).toBe(3);
  });

  it('stays within a step of the table', () => {
    expect(playingLevel('초심', [{ ...played('초심', 100), mu: -20 }])).toBe(-1);
    expect(playingLevel('자강', [{ ...played('자강', 100), mu: 90 }])).toBe(6);
  });
});
