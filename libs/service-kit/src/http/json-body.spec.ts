import fc from 'fast-check';
import { depthOf } from './json-body';

describe('depthOf', () => {
  it.each([
    ['1', 0],
    ['{}', 1],
    ['{"a":[{"b":1}]}', 3],
    ['{"a":"[[[["}', 1],
    ['{"a":"\\"[[[["}', 1],
    ['[[', 2],
  ])('of %s is %d', (json, depth) => expect(depthOf(json)).toBe(depth));

  it('agrees with the nesting of any JSON value', () => {
    const nesting = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(nesting)) : 0;
    fc.assert(fc.property(fc.jsonValue(), (value) => depthOf(JSON.stringify(value)) === nesting(value)));
  });
});
