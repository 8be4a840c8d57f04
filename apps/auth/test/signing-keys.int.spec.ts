import { spawnSync } from 'node:child_process';
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { chownSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KeySet, RevocationList, TokenVerifier } from '@dongbaejul/identity';
import jwt from 'jsonwebtoken';
import { KeyFileWatch } from '../src/keys/key-file-watch';
import { AuthApp, claimsOf } from './support/auth-app';
import { logIn, newPerson } from './support/people';

const script = path.resolve(__dirname, '../../../scripts/rotate-keys.mjs');
const kidOf = (token: string): string => (jwt.decode(token, { complete: true })?.header as { kid: string }).kid;

describe('signing keys', () => {
  let app: AuthApp;
  let keys: KeySet;
  let verifier: TokenVerifier;
  beforeEach(async () => {
    app = await AuthApp.start();
    keys = new KeySet([`${app.url}/.well-known/jwks.json`]);
    await keys.refresh();
    verifier = new TokenVerifier(keys, new RevocationList());
  }, 30_000);
  afterEach(() => app.stop());

  const file = (): string => app.config.keyFile;
  const reload = () => app.service.app.get(KeyFileWatch).read();
  const published = async (): Promise<string[]> =>
    ((await app.send('GET', '/.well-known/jwks.json')).body.keys as { kid: string }[]).map(({ kid }) => kid);
  const rotate = async (...args: string[]): Promise<void> => {
    expect(spawnSync(process.execPath, [script, file(), ...args], { encoding: 'utf8' })).toMatchObject({ status: 0 });
    await reload();
  };
  /** The new key's five minutes are over. */
  const letTimePass = async (): Promise<void> => {
    writeFileSync(
      file(),
      readFileSync(file(), 'utf8').replace(
        /signs-from: \S+/,
        `signs-from: ${new Date(Date.now() - 1_000).toISOString()}`,
      ),
    );
    await reload();
  };

  it('are changed without anybody noticing: published first, signing later, the old one valid meanwhile', async () => {
    const person = await newPerson(app);
    const [old] = await published();
    await rotate();
    // As the gateway does every 30 s.
    await keys.refresh();
    expect(await published()).toHaveLength(2);
    expect(kidOf((await logIn(app, { email: person.email })).data.access_token)).toBe(old);
    await letTimePass();
    const later = (await logIn(app, { email: person.email })).data.access_token as string;
    expect(kidOf(later)).not.toBe(old);
    for (const token of [person.token, later]) expect((await verifier.verify(token)).identity.userId).toBe(person.id);
  });

  it('that others have are gone at once, also for tokens that were verified before', async () => {
    const person = await newPerson(app);
    await verifier.verify(person.token);
    await rotate('--now');
    await keys.refresh();
    await expect(async () => verifier.verify(person.token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    const fresh = (await logIn(app, { email: person.email })).data.access_token as string;
    expect((await verifier.verify(fresh)).identity.userId).toBe(person.id);
  });

  it('stay where they are and whose they are, whoever changes them', async () => {
    const link = `${file()}.link`;
    symlinkSync(file(), link);
    // Only root may give a file away.
    const owner = process.getuid?.() === 0 ? 1_000 : statSync(file()).uid;
    if (process.getuid?.() === 0) chownSync(file(), owner, owner);
    expect(spawnSync(process.execPath, [script, link], { encoding: 'utf8' })).toMatchObject({ status: 0 });
    await reload();
    expect(await published()).toHaveLength(2);
    expect([lstatSync(link).isSymbolicLink(), statSync(file()).uid]).toEqual([true, owner]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['no keys', () => 'GATEWAY_SIGNING_SECRET=of-another-file'],
    ['a time that is none', (keys: string) => `# signs-from: soon\n${keys}`],
  ])('are not written over a file with %s', (_what, textOf) => {
    const text = textOf(readFileSync(file(), 'utf8'));
    writeFileSync(file(), text);
    expect(spawnSync(process.execPath, [script, file()], { encoding: 'utf8' }).status).toBe(1);
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });

  it('that cannot be read change nothing', async () => {
    const before = await published();
    writeFileSync(file(), 'half a key');
    await reload();
    expect(await published()).toEqual(before);
  });

  it('that nobody knows are 401 while auth says so, and 503 while it is away', async () => {
    const { token } = await newPerson(app);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const strange = jwt.sign(claimsOf(token), privateKey, {
      algorithm: 'ES256',
      header: { alg: 'ES256', typ: 'at+jwt', kid: 'new' },
    });
    await expect(verifier.verify(strange)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    const away = new TokenVerifier(new KeySet(['http://127.0.0.1:9/']), new RevocationList());
    await expect(away.verify(strange)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
  });

  /** only our algorithm, issuer, audience and kind of token. */
  describe('sign one kind of token', () => {
    const forge = (token: string, header: object, claims: object = {}, key?: KeyObject): string => {
      const own = createPrivateKey(readFileSync(file(), 'utf8'));
      const usual = { alg: 'ES256', typ: 'at+jwt', kid: kidOf(token) };
      const all = { ...usual, ...header } as jwt.JwtHeader;
      const payload = Object.fromEntries(
        Object.entries({ ...claimsOf(token), ...claims }).filter(([, v]) => v !== undefined),
      );
      const options = { algorithm: all.alg as jwt.Algorithm, header: all, allowInsecureKeySizes: true };
      return jwt.sign(payload, all.alg === 'none' ? '' : (key ?? own), options);
    };
    const now = Date.now() / 1000;
    /** The public key, which everybody has, taken for a shared secret. */
    const confused = (token: string): string => {
      const text = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
      const signed = `${text({ alg: 'HS256', typ: 'at+jwt', kid: kidOf(token) })}.${text(claimsOf(token) as object)}`;
      const pem = createPublicKey(readFileSync(file(), 'utf8')).export({ type: 'spki', format: 'pem' });
      return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
    };

    it('and nothing else passes', async () => {
      const { token, id } = await newPerson(app);
      expect((await verifier.verify(forge(token, {}))).identity.userId).toBe(id);
      const bad: [string, string][] = [
        ['alg none', forge(token, { alg: 'none' })],
        ['HS256 with the public key', confused(token)],
        ['another kind', forge(token, { typ: 'JWT' })],
        ['no kind', forge(token, { typ: undefined })],
        ['kid constructor', forge(token, { kid: 'constructor' })],
        ['kid __proto__', forge(token, { kid: '__proto__' })],
        ['no kid', forge(token, { kid: undefined })],
        ['crit', forge(token, { crit: ['x'], x: 1 })],
        ['another issuer', forge(token, {}, { iss: 'somebody' })],
        ['another audience', forge(token, {}, { aud: 'something' })],
        ['no exp', forge(token, {}, { exp: undefined })],
        ['no sid', forge(token, {}, { sid: undefined })],
        ['from the future', forge(token, {}, { iat: now + 60 })],
        ['not yet valid', forge(token, {}, { nbf: now + 60 })],
        ['another key', forge(token, {}, {}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
        ['cut short', token.slice(0, -5)],
        ['long', `${token}${'A'.repeat(5_000)}`],
      ];
      for (const [what, forged] of bad) {
        const refused = async (): Promise<unknown> => verifier.verify(forged);
        await expect(
          refused().then(
            () => what,
            (error: { code: string }) => error.code,
          ),
        ).resolves.toBe('TOKEN_INVALID');
      }
      const expired = forge(token, {}, { exp: Math.floor(now) - 1 });
      await expect(verifier.verify(expired)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    });
  });
});
