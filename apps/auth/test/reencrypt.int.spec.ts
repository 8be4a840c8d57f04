import { randomBytes } from 'node:crypto';
import { SecretBox } from '@dongbaejul/persistence';
import { Types } from 'mongoose';
import { reencrypt } from '../src/encryption/reencrypt';
import { AuthApp, Json } from './support/auth-app';
import { FakeBand } from './support/fake-band';
import { newVerifiedPerson } from './support/people';

const key = (kid: string): string => `${kid}:${randomBytes(32).toString('base64')}`;
const PEOPLE = 12;

describe('changing the encryption key', () => {
  const [older, newer] = [key('k1'), key('k2')];
  let band: FakeBand;
  /** As it ran before the change, and another replica that has the new key first. */
  let before: AuthApp;
  let after: AuthApp;
  beforeAll(async () => {
    band = await FakeBand.start();
    before = await AuthApp.start({ ...band.env, DATA_ENCRYPTION_KEY: older });
    const { MONGODB_DB_NAME, REDIS_KEY_PREFIX, MAIL_URL = '' } = before.config;
    // Either of them may be who sends a mail.
    const same = { MONGODB_DB_NAME, REDIS_KEY_PREFIX, MAIL_URL, JWT_PRIVATE_KEY_FILE: before.config.keyFile };
    after = await AuthApp.start({ ...band.env, ...same, DATA_ENCRYPTION_KEY: `${newer},${older}` });
  });
  afterAll(async () => {
    await after.service.stop();
    await before.stop();
    await band.stop();
  });

  const rows = (collection: string): Promise<Json[]> => before.db.collection(collection).find().toArray();
  const signIn = async (app: AuthApp, user_key: string): Promise<string> => {
    const redirect_uri = 'dongbaejul://auth/callback';
    const { state } = (await app.call('POST', '/auth/band/login', { body: { redirect_uri } })).data;
    const code = band.consent({ user_key, name: '김민수', profile_image_url: null, member: true });
    return (await app.call('POST', '/auth/band/callback', { body: { code, state } })).data.user.id;
  };

  it('leaves nothing under the old key, loses nothing, and may be done twice at once', async () => {
    for (let i = 0; i < PEOPLE; i += 1) await signIn(before, `sealed-${i}`);
    const current = await signIn(after, 'sealed-anew');
    const { token, id } = await newVerifiedPerson(before);
    await before.call('POST', '/auth/mfa/totp', { token });
    const answers = await Promise.all([reencrypt(after.service.app), reencrypt(after.service.app)]);
    const done = answers.map(({ text }) => Number(/band_tokens: (\d+)/.exec(text)?.[1]));
    expect(done.reduce((sum, one) => sum + one)).toBe(PEOPLE);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const onlyNewer = new SecretBox([newer]);
    const tokens = await rows('band_tokens');
    expect(tokens).toHaveLength(PEOPLE + 1);
    for (const { _id, accessToken, refreshToken } of tokens) {
      expect(onlyNewer.open(accessToken, String(_id))).toMatch(/^secret-access-sealed-/);
      expect(onlyNewer.open(refreshToken, String(_id))).toMatch(/^secret-refresh-sealed-/);
    }
    const [factor] = await rows('second_factors');
    expect(onlyNewer.open(factor.secret, `totp:${id}`)).toMatch(/^[A-Z2-7]{16,}$/);
    // Whoever was up to date was not touched, and doing it again does nothing.
    expect(tokens.some(({ _id }) => String(_id) === current)).toBe(true);
    expect((await reencrypt(after.service.app)).text).toContain('band_tokens: 0 re-encrypted');
  });

  it('says what it cannot read, leaves that as it is, and goes on with the rest', async () => {
    const lost = new SecretBox([key('k0')]);
    const id = new Types.ObjectId();
    const accessToken = lost.seal('gone', id.toHexString());
    await before.db
      .collection('band_tokens')
      .insertOne({ _id: id, accessToken, refreshToken: null, scope: '', expiresAt: null, updatedAt: new Date() });
    const readable = await signIn(before, 'sealed-later');
    const { ok, text } = await reencrypt(after.service.app);
    expect([ok, text]).toEqual([false, expect.stringContaining('band_tokens: 1 re-encrypted; 1 could not be read')]);
    const tokens = new Map((await rows('band_tokens')).map((row) => [String(row._id), row]));
    expect(tokens.get(id.toHexString()).accessToken).toBe(accessToken);
    expect(tokens.get(readable).accessToken).toMatch(/^v1\.k2\./);
  });
});
