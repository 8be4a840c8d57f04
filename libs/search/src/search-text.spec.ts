import * as fc from 'fast-check';
import { fold, foldWithPlaces, gramsOf, initialsOf, searchableTitled, syllablesOf } from './search-text';

describe('folding', () => {
  it.each([
    ['배드 민턴!', '배드민턴'],
    ['「배드민턴」을', '배드민턴을'],
    ['BWF 21-19', 'bwf2119'],
    ['ㅋㅋ ㅠㅠ ^^', 'ㅋㅋㅠㅠ'],
    ['굿🏸', '굿🏸'],
    ['한글'.normalize('NFD'), '한글'],
    ['\u200b숨은\u3164글', '숨은글'],
    ['…', ''],
    ['Ⓜ역', 'ⓜ역'],
  ])('%s is %s', (text, folded) => expect(fold(text)).toBe(folded));

  it('knows where every unit came from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const nfc = text.normalize('NFC');
        const { text: folded, from, to } = foldWithPlaces(text);
        expect(from).toHaveLength(folded.length);
        for (let i = 0; i < folded.length; i += 1) {
          expect(nfc.slice(from[i], to[i]).toLowerCase()).toContain(folded[i]);
        }
      }),
    );
  });

  it.each(['Ⓜ', 'İ', 'ẞ'])('%s twice is the same as once', (text) => expect(fold(fold(text))).toBe(fold(text)));

  it('any text twice is the same as once', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(fold(fold(text))).toBe(fold(text))));
  });
});

describe('initial consonants', () => {
  it.each([
    ['김민수', 'ㄱㅁㅅ'],
    ['힣까b2', 'ㅎㄲb2'],
  ])('of %s are %s', (text, initials) => expect(initialsOf(text)).toBe(initials));

  it('stand for the syllables that begin with them', () => {
    expect(syllablesOf('ㄱ')).toBe('가-깋');
    expect(syllablesOf('ㅎ')).toBe('하-힣');
    const anySyllable = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(anySyllable, (syllable) =>
        expect(syllable).toMatch(new RegExp(`[${syllablesOf(initialsOf(syllable))}]`)),
      ),
    );
  });
});

describe('grams', () => {
  it('are letters, pairs, and three consonants', () => {
    expect([...gramsOf('콕ㅋㅋㅋ')].sort()).toEqual(['ㅋ', 'ㅋㅋ', 'ㅋㅋㅋ', '콕', '콕ㅋ']);
  });

  it('tell a title from a body', () => {
    const { grams } = searchableTitled('번개', '코트');
    expect(grams).toEqual(expect.arrayContaining(['번개', '^번개', '^ㅂㄱ', 'ㅂㄱ', '코트']));
    expect(grams).not.toContain('^코트');
    expect(grams).not.toContain('ㅋㅌ');
  });
});
