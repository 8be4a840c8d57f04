import type Redis from 'ioredis';
import type { AuthConfig } from '../config';
import { Attempts, digestOfAddress } from './attempts';

/** A Redis that is away. */
const away = {
  defineCommand: () => undefined,
  on: () => undefined,
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

  it('waits longer each time for who goes on guessing, and only for that address', async () => {
    jest.useFakeTimers();
    attempts = new Attempts(away, { REDIS_KEY_PREFIX: 't' } as AuthConfig);
    const waits: number[] = [];
    for (let guesses = 0; guesses < 30 && waits.length < 10;) {
      try {
        await attempts.begin(source('a', '1.1.1.1'));
        guesses += 1;
      } catch (error) {
        const { retry_after } = (error as { details: { retry_after: number } }).details;
        waits.push(retry_after);
        jest.setSystemTime(Date.now() + retry_after * 1_000 + 1);
      }
    }
    expect(waits).toEqual([900, 2_700, 900, 17_100, 900]);
    await expect(attempts.begin(source('a', '1.1.1.1'))).rejects.toMatchObject({
      details: { retry_after: 86_400 - 22_500 },
    });
    await expect(attempts.begin(source('a', '2.2.2.2'))).resolves.toBeDefined();
    jest.useRealTimers();
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

describe('Attempts while Redis hangs', () => {
  const COMMAND_TIMEOUT_MS = 1_000;
  /** One for the account, one for the address, four for both together. */
  const WINDOWS = 6;
  let hangs: boolean;
  let asked: number;
  let attempts: Attempts;

  /** Answers at once, or fails after the time limit of a command. */
  const answer = <T>(value: T): Promise<T> =>
    hangs
      ? new Promise((_resolve, reject) => setTimeout(() => reject(new Error('timed out')), COMMAND_TIMEOUT_MS))
      : Promise.resolve(value);
  const redis = {
    defineCommand: () => undefined,
    on: () => undefined,
    takeSlidingWindow: () => {
      asked += 1;
      return answer([1, 1, 0]);
    },
    zrem: () => answer(1),
  } as unknown as Redis;

  beforeEach(() => {
    jest.useFakeTimers();
    [hangs, asked] = [true, 0];
    attempts = new Attempts(redis, { REDIS_KEY_PREFIX: 't' } as AuthConfig);
  });
  afterEach(() => jest.useRealTimers());

  const begin = async (withinMs: number): Promise<() => Promise<void>> => {
    let done = false;
    const begun = attempts.begin(source('a', '1.1.1.1')).finally(() => (done = true));
    await jest.advanceTimersByTimeAsync(withinMs);
    expect(done).toBe(true);
    return begun;
  };

  it('waits for one time limit, then for none in the next 3 s', async () => {
    await begin(COMMAND_TIMEOUT_MS);
    expect(asked).toBe(WINDOWS);
    await begin(0);
    expect(asked).toBe(WINDOWS);
    await jest.advanceTimersByTimeAsync(3_000);
    await begin(COMMAND_TIMEOUT_MS);
    expect(asked).toBe(2 * WINDOWS);
  });

  it('lets one sign-in find out whether Redis is back, and then asks it every time', async () => {
    await begin(COMMAND_TIMEOUT_MS);
    await jest.advanceTimersByTimeAsync(3_000);
    const first = attempts.begin(source('b', '1.1.1.1'));
    await begin(0);
    expect(asked).toBe(2 * WINDOWS);
    await jest.advanceTimersByTimeAsync(COMMAND_TIMEOUT_MS);
    await first;

    hangs = false;
    await jest.advanceTimersByTimeAsync(3_000);
    await begin(0);
    await begin(0);
    expect(asked).toBe(4 * WINDOWS);
  });

  it('does not wait to give a place back that it took before', async () => {
    hangs = false;
    const [first, second] = [await begin(0), await begin(0)];
    hangs = true;
    const given = first();
    await jest.advanceTimersByTimeAsync(COMMAND_TIMEOUT_MS);
    await given;
    await second();
    await jest.advanceTimersByTimeAsync(COMMAND_TIMEOUT_MS);
  });
});
