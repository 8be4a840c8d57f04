import { MOST_KINDS, reacted } from './reactions';

describe('reactions', () => {
  it('are put on once and taken off', () => {
    const one = reacted([], '👍', 'a', true);
    expect(one).toEqual([{ emoji: '👍', member_ids: ['a'] }]);
    expect(reacted(one ?? [], '👍', 'a', true)).toBeNull();
    const two = reacted(one ?? [], '👍', 'b', true);
    expect(two).toEqual([{ emoji: '👍', member_ids: ['a', 'b'] }]);
    expect(reacted(two ?? [], '👍', 'a', false)).toEqual([{ emoji: '👍', member_ids: ['b'] }]);
  });

  it('vanish with the last member, and taking off what is not there changes nothing', () => {
    expect(reacted([{ emoji: '👍', member_ids: ['a'] }], '👍', 'a', false)).toEqual([]);
    expect(reacted([], '👍', 'a', false)).toBeNull();
  });

  it('are of so many kinds at most', () => {
    const full = Array.from({ length: MOST_KINDS }, (_, i) => ({ emoji: `e${i}`, member_ids: ['a'] }));
    expect(() => reacted(full, '🏸', 'a', true)).toThrow('TOO_MANY_REACTIONS');
    expect(reacted(full, 'e0', 'b', true)).toHaveLength(MOST_KINDS);
  });
});
