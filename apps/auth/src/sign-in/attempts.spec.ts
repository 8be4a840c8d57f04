import type Redis from 'ioredis';
import type { AuthConfig } from '../config';
import { Attempts, digestOfAddress } from './attempts';

/** A Redis that is away. */
const away = {
  defineCommand: () => undefined,
  takeSlidingWindow: () => Promise.reject(new Error('away')),
} as unknown as Redis;

const source = (account: string, address: string, knownAddresses: string[] = []) => ({
  account,
  address,
  knownAddresses,
});

describe('Attempts while Redis is away', () => {
  let attempts: Attempts;
  beforeEach(() => (attempts = new Attempts(away, { REDIS_KEY_PREFIX: 't' } as AuthConfig)));

  const fail = async (times: number, account: string, address: (i: number) => string): Promise<void> => {
    for (let i = 0; i < times; i += 1) await attempts.begin(source(account, address(i)));
  };

  it('lets five failures of one account from one address through, not a sixth', async () => {
    await fail(5, 'a', () => '1.1.1.1');
    await expect(attempts.begin(source('a', '1.1.1.1'))).rejects.toMatchObject({
      code: 'TOO_MANY_SIGN_INS',
      details: { retry_after: 900 },
    });
    await expect(attempts.begin(source('b', '1.1.1.1'))).resolves.toBeDefined();
    await expect(attempts.begin(source('a', '2.2.2.2'))).resolves.toBeDefined();
  });

  it('does not count successes', async () => {
    for (let i = 0; i < 20; i += 1) await (await attempts.begin(source('a', '1.1.1.1')))();
    await expect(attempts.begin(source('a', '1.1.1.1'))).resolves.toBeDefined();
  });

  it('stops an address after a hundred failures at any accounts', async () => {
    for (let i = 0; i < 100; i += 1) await attempts.begin(source(`a${i}`, '1.1.1.1'));
    await expect(attempts.begin(source('fresh', '1.1.1.1'))).rejects.toMatchObject({ code: 'TOO_MANY_SIGN_INS' });
  });

  it('counts all addresses of one IPv6 network together', async () => {
    await fail(5, 'a', (i) => `2001:db8:1:2::${i}`);
    await expect(attempts.begin(source('a', '2001:db8:1:2:3:4:5:6'))).rejects.toMatchObject({
      code: 'TOO_MANY_SIGN_INS',
    });
    await expect(attempts.begin(source('a', '2001:db8:1:3::1'))).resolves.toBeDefined();
  });

  it('answers for an account under fire only where it has signed in before', async () => {
    await fail(50, 'a', (i) => `9.9.9.${i}`);
    const home = digestOfAddress('1.1.1.1');
    await expect(attempts.begin(source('a', '2.2.2.2', [home]))).rejects.toMatchObject({ code: 'TOO_MANY_SIGN_INS' });
    await expect(attempts.begin(source('a', '1.1.1.1', [home]))).resolves.toBeDefined();
  });
});
