import { base32, codeOf, fromBase32, matchingStep, newSecret, otpauthUrl, stepAt } from './totp';

/** RFC 6238, appendix B: SHA-1, the last six of the eight digits. */
const RFC_SECRET = base32(Buffer.from('12345678901234567890'));

describe('a one-time code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i s is that of the RFC', (seconds, code) => expect(codeOf(RFC_SECRET, stepAt(seconds * 1000))).toBe(code));

  it('fits one step early and late, no further, and once', () => {
    const secret = newSecret();
    const now = 1_800_000_000_000;
    const step = stepAt(now);
    for (const drift of [-1, 0, 1]) expect(matchingStep(secret, codeOf(secret, step + drift), now)).toBe(step + drift);
    for (const drift of [-2, 2]) expect(matchingStep(secret, codeOf(secret, step + drift), now)).toBeUndefined();
    expect(matchingStep(secret, codeOf(secret, step), now, step)).toBeUndefined();
    expect(matchingStep(secret, '', now)).toBeUndefined();
  });

  it('has a secret that can be read back, and an address for the app', () => {
    const secret = newSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(base32(fromBase32(secret))).toBe(secret);
    expect(otpauthUrl(secret, 'a@b.test')).toContain(`secret=${secret}`);
  });
});
