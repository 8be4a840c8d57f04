import * as fc from 'fast-check';
import { SearchQuery } from './search-query';
import { fold, searchableTitled } from './search-text';

/** Whether the query finds a post, by its grams and by its patterns. */
function finds(typed: string, title: string, content = ''): { byGrams: boolean; byText: boolean } {
  const query = new SearchQuery(typed);
  const post = searchableTitled(title, content);
  const [inTitle, inBody] = [query.inTitle, query.inBody];
  return {
    byGrams: query.anyGrams().every((gram) => post.grams.includes(gram)),
    byText: query.words.every((_, i) => inTitle[i]!.test(post.title) || inBody[i]!.test(post.body)),
  };
}

describe('a query', () => {
  it.each([
    ['배드민턴', '배드민턴을 칩니다', ''],
    ['배드민턴', '', '「배드 민턴」'],
    ['배드 민턴', '배드민턴', ''],
    ['번개 토요일', '토요일 번개', ''],
    ['번개 코트', '번개', '코트 예약'],
    ['bwf', 'BWF 규정', ''],
    ['콕', '새 콕', ''],
    ['ㄱㅁㅅ', '김민수 님 환영', ''],
    ['ㅋㅋㅋ', '', '졌다 ㅋㅋㅋㅋ'],
    ['배드ㅁ', '배드민턴', ''],
    ['ㅂ개', '번개', ''],
    ['🏸', '가자🏸', ''],
  ])('%s finds %s %s', (typed, title, content) =>
    expect(finds(typed, title, content)).toEqual({ byGrams: true, byText: true }),
  );

  it.each([
    ['배드민턴', '배드', '민턴'],
    ['ㄱㅁㅅ', '', '김민수'],
    ['ㅋㅋ', '', '코코'],
    ['번개 코트', '번개', ''],
  ])('%s does not find %s %s', (typed, title, content) => expect(finds(typed, title, content).byText).toBe(false));

  it.each(['', '  ', '!!', '…'])('of %j finds nothing', (typed) => expect(new SearchQuery(typed).isEmpty).toBe(true));

  it('never misses by its grams what it finds by its text', () => {
    const letters = fc.constantFrom(...'가각나배드민턴ㄱㅂㄷㅋab1 ');
    const text = fc.string({ unit: letters, maxLength: 14 });
    fc.assert(
      fc.property(text, text, fc.string({ unit: letters, minLength: 1, maxLength: 5 }), (title, content, typed) => {
        const { byGrams, byText } = finds(typed, title, content);
        if (fold(typed) !== '' && byText) expect(byGrams).toBe(true);
        const query = new SearchQuery(typed);
        const post = searchableTitled(title, content);
        const has = (grams: string[]) => grams.every((gram) => post.grams.includes(gram));
        if (query.isEmpty) return;
        const { decidingGram: gram } = query;
        if (gram !== undefined) expect(post.grams.includes(gram)).toBe(byText);
        if (query.phraseInTitle.test(post.title)) expect(has(query.titleGrams([query.phrase]))).toBe(true);
        if (query.phraseInBody.test(post.body)) expect(has(query.bodyGrams([query.phrase]))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
