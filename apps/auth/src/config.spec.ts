import { ConfigError, loadConfig } from '@dongbaejul/service-kit';
import { AuthConfig } from './config';

const SECRET = 'a secret of at least thirty-two characters';
const DEPLOYED = {
  NODE_ENV: 'production',
  GATEWAY_SIGNING_SECRET: SECRET,
  JWT_PRIVATE_KEY_FILE: '/run/secrets/key.pem',
  BAND_AUTH_URL: 'https://auth.band.us',
  BAND_API_URL: 'https://openapi.band.us',
  BAND_CLIENT_ID: 'id',
  BAND_CLIENT_SECRET: 'secret',
  BAND_KEY: 'key',
  MAIL_URL: 'smtp://mail.test:587',
  BAND_REDIRECT_URIS: 'dongbaejul://auth/callback',
  DATA_ENCRYPTION_KEY: `k1:${Buffer.alloc(32).toString('base64')}`,
};

describe('AuthConfig', () => {
  it('needs next to nothing in development', () => {
    const config = loadConfig(AuthConfig, { GATEWAY_SIGNING_SECRET: SECRET });
    expect(config).toMatchObject({ PORT: 3001, admission: 'open', demoAccounts: true, accessTokenSeconds: 86_400 });
    expect(config.encryptionKeys).toHaveLength(1);
  });

  it('is stricter in production', () => {
    const config = loadConfig(AuthConfig, { ...DEPLOYED, JWT_EXPIRES_IN: '15m' });
    expect(config).toMatchObject({ admission: 'approval', demoAccounts: false, accessTokenSeconds: 900 });
  });

  it.each(Object.keys(DEPLOYED).filter((name) => name !== 'NODE_ENV'))('misses %s in production', (name) => {
    const missing = name === 'JWT_PRIVATE_KEY_FILE' ? 'JWT_PRIVATE_KEY' : name;
    expect(() => loadConfig(AuthConfig, { ...DEPLOYED, [name]: '' })).toThrow(ConfigError);
    expect(() => loadConfig(AuthConfig, { ...DEPLOYED, [name]: '' })).toThrow(missing);
  });

  it.each(['production', 'staging'])('refuses demo accounts in %s', (NODE_ENV) =>
    expect(() => loadConfig(AuthConfig, { ...DEPLOYED, NODE_ENV, DEMO_ACCOUNTS: 'true' })).toThrow('DEMO_ACCOUNTS'),
  );

  it('writes no mail to a folder in production', () => {
    expect(() => loadConfig(AuthConfig, { ...DEPLOYED, MAIL_URL: 'file:mail' })).toThrow('MAIL_URL');
    expect(loadConfig(AuthConfig, { GATEWAY_SIGNING_SECRET: SECRET }).mailUrl).toBe('file:.data/mail');
  });

  it('says which variable is wrong, never its value', () => {
    const load = (): unknown => loadConfig(AuthConfig, { ...DEPLOYED, DATA_ENCRYPTION_KEY: 'k1:hunter2' });
    expect(load).toThrow('DATA_ENCRYPTION_KEY');
    expect(load).not.toThrow('hunter2');
  });

  it.each([
    ['BAND_CLIENT_ID', 'dongbaejul-dev'],
    ['BAND_CLIENT_SECRET', 'dongbaejul-dev-secret'],
    ['BAND_KEY', 'AADdongbaejulDemoBand000'],
    ['DATA_ENCRYPTION_KEY', `k1:${Buffer.from('dongbaejul-development-key-0001!').toString('base64')}`],
  ])('refuses in production the %s that docker-compose.yml has where none is set', (name, value) => {
    expect(() => loadConfig(AuthConfig, { ...DEPLOYED, [name]: value })).toThrow(`${name}: still has`);
    const alsoOld = `${DEPLOYED.DATA_ENCRYPTION_KEY},${value}`;
    if (name === 'DATA_ENCRYPTION_KEY') {
      expect(() => loadConfig(AuthConfig, { ...DEPLOYED, [name]: alsoOld })).toThrow(`${name}: still has`);
    }
  });
});
