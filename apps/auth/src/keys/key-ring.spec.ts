import { generateKeyPairSync } from 'node:crypto';
import { loadConfig } from '@dongbaejul/service-kit';
import { AuthConfig } from '../config';
import { KeyRing, signingKeyOf, signingKeysOf } from './key-ring';
import { keyRingOf } from './keys.module';

const pem = (curve = 'P-256'): string =>
  generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('KeyRing', () => {
  it('names a key by its thumbprint, the same for the same key', () => {
    const text = pem();
    expect(signingKeyOf(text).kid).toBe(signingKeyOf(text).kid);
    expect(signingKeyOf(text).kid).toMatch(/^[\w-]{43}$/);
    expect(signingKeyOf(pem()).kid).not.toBe(signingKeyOf(text).kid);
  });

  it('refuses a key of another curve', () => {
    expect(() => signingKeyOf(pem('P-384'))).toThrow('P-256');
  });

  it('publishes no private part', () => {
    const [jwk] = new KeyRing([signingKeyOf(pem())]).jwks().keys;
    expect(Object.keys(jwk ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('publishes a coming key and does not sign with it before its time', () => {
    const [old, coming] = [signingKeyOf(pem(), 0), signingKeyOf(pem(), 1_000)];
    const ring = new KeyRing([old, coming]);
    expect(ring.jwks().keys).toHaveLength(2);
    expect(ring.signing(999).kid).toBe(old.kid);
    expect(ring.signing(1_000).kid).toBe(coming.kid);
  });

  it('publishes an old key until its last token has expired, and a minute for clocks that differ', () => {
    const [old, next] = [signingKeyOf(pem(), 0), signingKeyOf(pem(), 1_000)];
    const ring = new KeyRing([old, next], 900_000);
    const published = (now: number): string[] => ring.jwks(now).keys.map(({ kid }) => kid);
    expect(published(960_999)).toEqual([next.kid, old.kid]);
    expect(published(961_000)).toEqual([next.kid]);
  });

  it('reads several keys from one text, and keeps what it has when there is none', () => {
    const text = `${pem()}\n# signs-from: 2030-01-01T00:00:00.000Z\n${pem()}`;
    const keys = signingKeysOf(text);
    expect(keys.map(({ signsFrom }) => signsFrom)).toEqual([0, Date.parse('2030-01-01T00:00:00.000Z')]);
    const ring = new KeyRing(keys);
    expect(() => ring.replace(signingKeysOf('nothing'))).toThrow('no signing key');
    expect(ring.jwks().keys).toHaveLength(2);
    expect(() => signingKeysOf(text.replace('2030-01-01', 'soon'))).toThrow('no time');
  });
});

describe('a signing key that cannot be used', () => {
  const from = (env: NodeJS.ProcessEnv) => () =>
    keyRingOf(loadConfig(AuthConfig, { GATEWAY_SIGNING_SECRET: 's'.repeat(32), ...env }));
  const broken = `-----BEGIN PRIVATE KEY-----\n${'hunter2'.repeat(20)}\n-----END PRIVATE KEY-----`;

  it.each([
    ['JWT_PRIVATE_KEY', 'no PEM', { JWT_PRIVATE_KEY: 'x'.repeat(200) }],
    ['JWT_PRIVATE_KEY', 'PEM of nothing', { JWT_PRIVATE_KEY: broken }],
    ['JWT_PRIVATE_KEY', 'another curve', { JWT_PRIVATE_KEY: pem('P-384') }],
    ['JWT_PRIVATE_KEY is not set, JWT_PRIVATE_KEY_FILE', 'a folder', { JWT_PRIVATE_KEY_FILE: __dirname }],
  ])('is said with the name %s and without its value: %s', (name, _what, env) => {
    expect(from(env)).toThrow(`The configuration does not fit:\n  ${name}: `);
    expect(from(env)).not.toThrow(/hunter2|DECODER/);
  });
});
