import { assertCurrent, readIfMatch } from './if-match';

describe('If-Match', () => {
  it.each([
    ['3', 3],
    ['"3"', 3],
    ['W/"12"', 12],
    [' 0 ', 0],
  ])('reads %s as a version', (header, version) => expect(readIfMatch(header)).toBe(version));

  it.each([undefined, '*'])('asks for nothing when it is %s', (header) => expect(readIfMatch(header)).toBeUndefined());

  it.each(['', 'abc', '-1', '1.5', '"1", "2"', '1'.repeat(30)])('refuses %j', (header) =>
    expect(() => readIfMatch(header)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' })),
  );

  it('lets the current version and a missing one pass, and no other', () => {
    expect(() => assertCurrent(2, 2)).not.toThrow();
    expect(() => assertCurrent(undefined, 2)).not.toThrow();
    expect(() => assertCurrent(1, 2)).toThrow(expect.objectContaining({ code: 'STALE_VERSION' }));
  });
});
