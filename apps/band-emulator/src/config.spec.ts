import { ConfigError, loadConfig } from './config';

describe('configuration', () => {
  it('has defaults for everything', () => {
    expect(loadConfig({})).toMatchObject({
      PORT: 3090,
      EMULATOR_MEMBERS: 200,
      EMULATOR_POSTS: 400,
      BAND_NAME: '동배즐',
    });
  });

  it('reads numbers, and points image links at its own port', () => {
    const config = loadConfig({ PORT: '4000', EMULATOR_POSTS: '100000', EMULATOR_SEED: '' });
    expect([config.EMULATOR_POSTS, config.publicUrl]).toEqual([100_000, 'http://localhost:4000']);
  });

  it('names what does not fit and never shows the value', () => {
    const load = () =>
      loadConfig({ EMULATOR_MEMBERS: 'many', NODE_ENV: 'production', EMULATOR_PUBLIC_URL: 'secret-value' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/EMULATOR_MEMBERS[^]*EMULATOR_PUBLIC_URL|EMULATOR_PUBLIC_URL[^]*EMULATOR_MEMBERS/);
    expect(load).not.toThrow(/secret-value/);
  });
});
