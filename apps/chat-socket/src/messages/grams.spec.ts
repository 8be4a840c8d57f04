import { gramsOf, searchText } from './grams';

describe('search grams', () => {
  it('let 배드민턴을 be found by 배드민턴', () => {
    const text = gramsOf('오늘 배드민턴을 치자');
    for (const gram of gramsOf('배드민턴')) expect(text).toContain(gram);
  });

  it('are the same for composed and decomposed letters, and for cases', () => {
    expect(gramsOf('박지민'.normalize('NFD'))).toEqual(gramsOf('박지민'));
    expect(searchText('Net Shot!')).toBe('netshot');
  });

  it('count letters, not halves of them', () => {
    expect(gramsOf('𠮷野')).toEqual(['𠮷野']);
    expect(gramsOf('a')).toEqual([]);
  });
});
