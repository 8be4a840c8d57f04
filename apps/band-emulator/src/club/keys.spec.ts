import { FIRST_ADDED, KeyCodec } from './keys';

describe('KeyCodec', () => {
  const keys = new KeyCodec(7);

  it.each([0, 1, 99_999, FIRST_ADDED, FIRST_ADDED + 5])('leads back to %d', (id) => {
    expect(keys.encode('post', id)).toMatch(/^AA[A-Za-z0-9_-]{22}$/);
    expect(keys.decode('post', keys.encode('post', id))).toBe(id);
  });

  it('knows no key of another kind, of another seed, or changed by hand', () => {
    const key = keys.encode('post', 5);
    expect(keys.decode('photo', key)).toBeUndefined();
    expect(new KeyCodec(8).decode('post', key)).toBeUndefined();
    expect(keys.decode('post', `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
    expect(keys.decode('post', 'nonsense')).toBeUndefined();
  });
});
