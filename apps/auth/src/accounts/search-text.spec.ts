import { initialsOf, SEARCH_FORM, searchFieldsOf, searchTermsOf } from './search-text';

const finds = (query: string, displayName: string, username: string): boolean => {
  const { searchText, searchGrams } = searchFieldsOf(displayName, username);
  const { text, grams } = searchTermsOf(query);
  return text !== '' && grams.every((gram) => searchGrams.includes(gram)) && searchText.includes(text);
};

describe('the search for members', () => {
  it('knows the initial consonants of a name', () => expect(initialsOf('김민수 A')).toBe('ㄱㅁㅅ'));

  it.each(['김민수', '민수', '수', '김 민수', 'ㄱㅁ', 'ㅅ', 'minsu', 'SU', 'KIM.', '김민수'.normalize('NFD')])(
    'finds 김민수 (kim_minsu) by %j',
    (query) => expect(finds(query, '김민수', 'kim_minsu')).toBe(true),
  );

  it.each(['박', 'ㅂ', '수김', 'minsukim', '!!', '민민수'])('does not find 김민수 (kim_minsu) by %j', (query) =>
    expect(finds(query, '김민수', 'kim_minsu')).toBe(false),
  );

  it('keeps what says the form of the grams out of what anybody can look for', () => {
    expect(searchFieldsOf('김', 'k').searchGrams).toContain(SEARCH_FORM);
    expect(searchTermsOf(SEARCH_FORM).grams).not.toContain(SEARCH_FORM);
  });

  it('wants the letters together, not merely all of them', () => expect(finds('ababc', 'abcab', 'x')).toBe(false));
});
