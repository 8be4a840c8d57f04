import type { BandSyncConfig } from '../config';
import { SecretBox } from './secret-box';

const key = (kid: string, byte: number): string => `${kid}:${Buffer.alloc(32, byte).toString('base64')}`;
const box = (...keys: string[]): SecretBox => new SecretBox({ DATA_ENCRYPTION_KEY: keys } as BandSyncConfig);

describe('secrets at rest', () => {
  it('come back, and differ each time', () => {
    const sealed = box(key('a', 1)).seal('토큰', 'p');
    expect(sealed).not.toContain('토큰');
    expect(box(key('a', 1)).seal('토큰', 'p')).not.toBe(sealed);
    expect(box(key('a', 1)).open(sealed, 'p')).toBe('토큰');
  });

  it('survive a new key while the old one is kept', () => {
    const sealed = box(key('a', 1)).seal('x', 'p');
    const rotated = box(key('b', 2), key('a', 1));
    expect(rotated.open(sealed, 'p')).toBe('x');
    expect(rotated.seal('x', 'p')).toMatch(/^v1\.b\./);
    expect(box(key('b', 2)).open(sealed, 'p')).toBeUndefined();
  });

  it('do not open when altered, or for another purpose', () => {
    const one = box(key('a', 1));
    const sealed = one.seal('x', 'p');
    expect(one.open(sealed, 'q')).toBeUndefined();
    expect(one.open(`${sealed.slice(0, -1)}${sealed.endsWith('A') ? 'B' : 'A'}`, 'p')).toBeUndefined();
    expect(one.open('nonsense', 'p')).toBeUndefined();
  });
});
