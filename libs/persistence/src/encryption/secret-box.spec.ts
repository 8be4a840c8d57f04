import { randomBytes } from 'node:crypto';
import { SecretBox } from './secret-box';

const key = (kid: string): string => `${kid}:${randomBytes(32).toString('base64')}`;

describe('SecretBox', () => {
  const [older, newer] = [key('k1'), key('k2')];

  it('gives back what it sealed, and never the same text twice', () => {
    const box = new SecretBox([older]);
    const sealed = box.seal('BAND 토큰', 'member-1');
    expect(sealed).not.toContain('BAND');
    expect(box.seal('BAND 토큰', 'member-1')).not.toBe(sealed);
    expect(box.open(sealed, 'member-1')).toBe('BAND 토큰');
  });

  it('reads what an older key sealed, and seals with the first', () => {
    const sealed = new SecretBox([older]).seal('secret', 'member-1');
    const rotated = new SecretBox([newer, older]);
    expect(rotated.open(sealed, 'member-1')).toBe('secret');
    expect(rotated.seal('secret', 'member-1')).toMatch(/^v1\.k2\./);
  });

  it('knows what its first key sealed', () => {
    const sealed = new SecretBox([older]).seal('secret', 'member-1');
    expect(new SecretBox([older]).isCurrent(sealed)).toBe(true);
    expect(new SecretBox([newer, older]).isCurrent(sealed)).toBe(false);
    expect(new SecretBox([newer]).isCurrent(null)).toBe(false);
  });

  it('refuses an altered text, another owner, and an unknown key', () => {
    const box = new SecretBox([older]);
    const sealed = box.seal('secret', 'member-1');
    const flipped = sealed.slice(0, -1) + (sealed.endsWith('A') ? 'B' : 'A');
    expect(() => box.open(flipped, 'member-1')).toThrow();
    expect(() => box.open('nonsense', 'member-1')).toThrow();
    expect(() => box.open(sealed, 'member-2')).toThrow();
    expect(() => new SecretBox([newer]).open(sealed, 'member-1')).toThrow('k1');
  });

  it('refuses two keys of one id, one of which would never be used', () => {
    expect(() => new SecretBox([key('k1'), older])).toThrow('same id');
    expect(() => new SecretBox([])).toThrow('no encryption key');
  });

  it('derives a key per purpose, the first from the first', () => {
    const [first, second] = new SecretBox([newer, older]).derive('a');
    expect(first).toEqual(new SecretBox([newer]).derive('a')[0]);
    expect(second).toEqual(new SecretBox([older]).derive('a')[0]);
    expect(first).not.toEqual(new SecretBox([newer]).derive('b')[0]);
  });
});
