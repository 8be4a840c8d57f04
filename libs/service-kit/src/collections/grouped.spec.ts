import { grouped } from './grouped';

it('keeps items and keys in the order in which they came', () => {
  const groups = grouped(['b1', 'a1', 'b2', 'a2', 'c1'], (item) => item.charAt(0));
  expect([...groups]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1', 'a2']],
    ['c', ['c1']],
  ]);
  expect(grouped([], String).size).toBe(0);
});
