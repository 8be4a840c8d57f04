import { Logger } from '@nestjs/common';
import { generateKeyPairSync } from 'node:crypto';
import { KeySet } from './key-set';

const publicJwk = (kid: string): object => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid,
});

describe('KeySet', () => {
  /** Answers of auth that are still to be given, in the order of the questions. */
  let waiting: ((answer: Response | Error) => void)[];
  let fetching: jest.SpyInstance;
  beforeEach(() => {
    waiting = [];
    fetching = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(
        () =>
          new Promise((resolve, reject) =>
            waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
          ),
      );
  });
  afterEach(() => fetching.mockRestore());

  const keys = (...kids: string[]): Response => Response.json({ keys: kids.map(publicJwk) });
  const codeOf = (found: Promise<unknown>): Promise<unknown> =>
    found.then(
      (key) => (key === undefined ? 'unknown' : 'found'),
      (error: { code?: string }) => error.code ?? error,
    );

  it('asks once for many unknown keys at once, and answers all of them', async () => {
    const set = new KeySet(['http://auth.test']);
    const found = ['a', 'b', 'a'].map((kid) => codeOf(set.find(kid)));
    expect(waiting).toHaveLength(1);
    waiting[0]!(keys('a'));
    expect(await Promise.all(found)).toEqual(['found', 'unknown', 'found']);
    expect(await codeOf(set.find('c'))).toBe('unknown');
    expect(waiting).toHaveLength(1);
  });

  it.each([
    ['does not answer', new Error('connect ECONNREFUSED')],
    ['fails', new Response('', { status: 500 })],
    ['answers nonsense', new Response('<html>')],
  ])('says to everyone who waits that sign-in checks are away when auth %s', async (_what, answer) => {
    const set = new KeySet(['http://auth.test']);
    const found = ['a', 'b', 'c'].map((kid) => codeOf(set.find(kid)));
    waiting[0]!(answer);
    expect(await Promise.all(found)).toEqual(Array(3).fill('AUTH_UNAVAILABLE'));
  });

  it('says the same while it asks anew by itself, and keeps what it knows', async () => {
    const set = new KeySet(['http://auth.test']);
    const first = set.refresh();
    waiting[0]!(keys('a'));
    await first;
    const renewal = set.refresh().catch(() => 'failed');
    const found = codeOf(set.find('b'));
    waiting[1]!(new Error('gone'));
    expect([await renewal, await found, await codeOf(set.find('a'))]).toEqual(['failed', 'AUTH_UNAVAILABLE', 'found']);
  });

  it('tries the next address, and leaves out keys that nobody can read', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const set = new KeySet(['http://auth-1.test', 'http://auth-2.test']);
    const refreshed = set.refresh();
    waiting[0]!(new Error('gone'));
    await new Promise((resolve) => setImmediate(resolve));
    waiting[1]!(Response.json({ keys: [{ kid: 'half', kty: 'EC', crv: 'P-256', x: 'x' }, publicJwk('whole')] }));
    await refreshed;
    expect([set.has('half'), set.has('whole'), warned.mock.calls.length]).toEqual([false, true, 1]);
    warned.mockRestore();
  });
});
