import { IsArray, IsBoolean } from 'class-validator';
import { BaseConfig, ConfigError, EnvBoolean, EnvList, loadConfig } from './config';

class Sample extends BaseConfig {
  override PORT: number = 1234;

  @EnvBoolean()
  @IsBoolean()
  FLAG: boolean = false;

  @EnvList()
  @IsArray()
  LIST: string[] = ['a'];
}
const GOOD = { GATEWAY_SIGNING_SECRET: 'x'.repeat(32) };

describe('loadConfig', () => {
  it('takes defaults for what is not set or empty, and the defaults of the environment', () => {
    const config = loadConfig(Sample, { ...GOOD, PORT: '', NODE_ENV: 'production' });
    expect(config).toMatchObject({ PORT: 1234, FLAG: false, LIST: ['a'], logLevel: 'warn', isProduction: true });
  });
  it('reads numbers, booleans and lists', () => {
    expect(loadConfig(Sample, { ...GOOD, PORT: '80', FLAG: 'yes', LIST: 'b, c,' })).toMatchObject({
      PORT: 80,
      FLAG: true,
      LIST: ['b', 'c'],
    });
  });
  it.each(['false', '0', 'no', 'off'])('reads %s as false', (value) => {
    expect(loadConfig(Sample, { ...GOOD, FLAG: value }).FLAG).toBe(false);
  });
  it('names what is missing or wrong, and never its value', () => {
    const load = (): Sample =>
      loadConfig(Sample, { GATEWAY_SIGNING_SECRET: 'hunter2', PORT: 'eighty', FLAG: 'perhaps' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/GATEWAY_SIGNING_SECRET[^]*PORT|PORT[^]*GATEWAY_SIGNING_SECRET/);
    expect(load).toThrow(/FLAG/);
    expect(load).not.toThrow(/hunter2|eighty|perhaps/);
  });
  it.each(['production', 'staging'])('refuses in %s what development signs with', (NODE_ENV) => {
    for (const secret of ['development-signing-secret-change-me', 'change-me-to-at-least-32-characters']) {
      const load = (): Sample => loadConfig(Sample, { NODE_ENV, GATEWAY_SIGNING_SECRET: secret });
      expect(load).toThrow('GATEWAY_SIGNING_SECRET: still has its development value');
      expect(loadConfig(Sample, { GATEWAY_SIGNING_SECRET: secret }).NODE_ENV).toBe('development');
    }
  });
});
