import * as fc from 'fast-check';
import { excerpt, marked } from './marked-text';
import { fold } from './search-text';
import { SearchQuery } from './search-query';

const shown = (typed: string, text: string): string | undefined => {
  const found = marked(text, new SearchQuery(typed).inTitle);
  if (!found) return undefined;
  const chars = found.text.split('');
  for (const { start, end } of [...found.marks].reverse()) {
    chars.splice(end, 0, ']');
    chars.splice(start, 0, '[');
  }
  return chars.join('');
};

describe('marks', () => {
  it.each([
    ['배드민턴', '「배드 민턴」을 칩니다', '「[배드 민턴]」을 칩니다'],
    ['민턴 배드', '배드민턴', '[배드민턴]'],
    ['bwf', 'BWF와 <b>bwf</b>', '[BWF]와 <b>[bwf]</b>'],
    ['ㄱㅁㅅ', '김민수 님', '[김민수] 님'],
    ['🏸', '가자🏸!', '가자[🏸]!'],
  ])('%s in %s', (typed, text, expected) => expect(shown(typed, text)).toBe(expected));

  it('are null where nothing is found', () => expect(shown('없음', '배드민턴')).toBeUndefined());
});

describe('excerpts', () => {
  it('show the place in a long text', () => {
    const found = excerpt(`${'앞 글 '.repeat(100)}번개 모임${' 뒤 글'.repeat(100)}`, new SearchQuery('번개').inBody);
    expect(found?.text.length).toBeLessThanOrEqual(122);
    const [mark] = found!.marks;
    expect(found!.text.slice(mark!.start, mark!.end)).toBe('번개');
    expect(found!.text).toMatch(/^….*…$/);
  });

  it('mark what was looked for, and cut no character', () => {
    const text = fc.string({ unit: fc.constantFrom('가', '나', '🏸', ' ', 'B', '!'), maxLength: 300 });
    const typed = fc.string({ unit: fc.constantFrom('가', '나', '🏸', 'b'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(text, typed, (original, word) => {
        const found = excerpt(original, new SearchQuery(word).inBody);
        expect(found !== null).toBe(fold(original).includes(fold(word)));
        if (!found) return;
        expect(found.text.isWellFormed()).toBe(true);
        expect(fold(found.text.slice(found.marks[0]!.start, found.marks[0]!.end))).toContain(fold(word));
        for (const { start, end } of found.marks) expect(end).toBeGreaterThan(start);
      }),
    );
  });
});
