import { generateUsername, uniqueKey, USERNAME_PATTERN } from './names';

describe('names', () => {
  it.each([
    ['Member', 'member'],
    ['ＭＥＭＢＥＲ', 'member'],
    ['민수'.normalize('NFD'), '민수'],
    ['ﬁnn', 'finn'],
  ])('takes %s for the same as %s', (one, other) => expect(uniqueKey(one)).toBe(uniqueKey(other)));

  it.each(['민수', 'min.su-1', 'a_b', 'ㄱㅏ', '1김', 'Minsu'])('accepts %s', (name) =>
    expect(name).toMatch(USERNAME_PATTERN),
  );
  it.each([
    'min su',
    '.min',
    'a@b',
    '민수\u200b',
    '<b>',
    '\u0430dmin',
    'adm\u0456n',
    '\u0251dmin',
    'ａｄｍｉｎ',
    'jos\u00e9',
    '민\u3164수',
    '\u1106\u1175\u11ab',
    '山田',
    '１２３',
  ])('refuses %j', (name) => expect(name).not.toMatch(USERNAME_PATTERN));

  it('makes usernames that are allowed and differ', () => {
    const names = Array.from({ length: 100 }, generateUsername);
    expect(new Set(names).size).toBe(100);
    expect(names.every((name) => USERNAME_PATTERN.test(name))).toBe(true);
  });
});
