import { ConfigError, loadConfig } from '@dongbaejul/service-kit';
import { BandSyncConfig } from './config';

const NEEDED = {
  GATEWAY_SIGNING_SECRET: 'a secret of at least thirty-two characters',
  MONGODB_URI: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
  BAND_KEY: 'key',
  BAND_CLIENT_ID: 'id',
  BAND_CLIENT_SECRET: 'secret',
  CLUB_ID: 'dongbaejul',
  DATA_ENCRYPTION_KEY: `k1:${Buffer.alloc(32).toString('base64')}`,
};

describe('BandSyncConfig', () => {
  it('holds a publication longer than a call to BAND may take', () => {
    const load = (env: Record<string, string>): BandSyncConfig => loadConfig(BandSyncConfig, { ...NEEDED, ...env });
    expect(load({})).toMatchObject({ BAND_TIMEOUT_MS: 10_000, PUBLISH_HOLD_MS: 60_000 });
    expect(load({ BAND_TIMEOUT_MS: '18333' }).PUBLISH_HOLD_MS).toBe(60_000);
    for (const [name, value] of [
      ['BAND_TIMEOUT_MS', '18334'],
      ['PUBLISH_HOLD_MS', '34999'],
    ] as const) {
      expect(() => load({ [name]: value })).toThrow(ConfigError);
      expect(() => load({ [name]: value })).toThrow(/PUBLISH_HOLD_MS: must be at least 5000 \+ 3 x BAND_TIMEOUT_MS/);
    }
    expect(load({ PUBLISH_HOLD_MS: '35000' }).PUBLISH_HOLD_MS).toBe(35_000);
  });
});
