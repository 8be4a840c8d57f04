import { fill, particle } from './korean';

describe('particle', () => {
  it.each([
    ['라켓', '을/를', '을'],
    ['셔틀콕', '이/가', '이'],
    ['나노플레어 700', '은/는', '은'],
    ['KBB79', '으로/로', '로'],
    ['체육관', '으로/로', '으로'],
    ['서울', '으로/로', '로'],
    ['아스트록스 88D 프로', '을/를', '를'],
  ])('%s takes %s as %s', (word, pair, expected) => expect(particle(word, pair)).toBe(expected));

  it('fills slots with and without a particle', () => {
    expect(fill('{racket|을/를} {place}에서', (slot) => (slot === 'racket' ? '라켓' : '체육관'))).toBe(
      '라켓을 체육관에서',
    );
  });
});
