import { generateUsername, uniqueKey, USERNAME_PATTERN } from './names';

describe('names', () => {
  it.each([
    ['Member', 'member'],
    ['ＭＥＭＢＥＲ', 'member'],
    ['민수'.normalize('NFD'), '민수'],
    ['ﬁnn', 'finn'],
  ])('takes %s for the same as %s', (one, other) => expect(uniqueKey(one)).toBe(uniqueKey(other)));

  it.each(['민수', 'min.su-1', 'a_b'])('accepts %s', (name) => expect(name).toMatch(USERNAME_PATTERN));
  it.each(['min su', '.min', 'a@b', '민수\u200b', '<b>'])('refuses %j', (name) =>
    expect(name).not.toMatch(USERNAME_PATTERN),
  );

  it('makes usernames that are allowed and differ', () => {
    const names = Array.from({ length: 100 }, generateUsername);
    expect(new Set(names).size).toBe(100);
    expect(names.every((name) => USERNAME_PATTERN.test(name))).toBe(true);
  });
});
