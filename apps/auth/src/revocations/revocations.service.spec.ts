import type { Transactions } from '@dongbaejul/persistence';
import type Redis from 'ioredis';
import type { AuthConfig } from '../config';
import type { RevocationsRepository } from './revocations.repository';
import { RevocationsService } from './revocations.service';

const ENTRY = { kind: 'session', id: 's', expires_at: 1 } as const;

describe('RevocationsService', () => {
  const run = jest.fn((fn: (session: unknown) => Promise<unknown>, _options: { aggregate: string }) => fn({}));
  const publish = jest.fn(() => Promise.resolve(1));
  const insert = jest.fn(() => Promise.resolve([{ ...ENTRY, revision: 7 }]));
  const service = new RevocationsService(
    { run } as unknown as Transactions,
    { insert } as unknown as RevocationsRepository,
    { publish } as unknown as Redis,
    { REDIS_KEY_PREFIX: 't' } as AuthConfig,
  );
  beforeEach(() => jest.clearAllMocks());

  it('lets those that revoke take turns, and others stay out of their way', async () => {
    await service.run((_session, revoke) => revoke(ENTRY));
    await service.run(() => Promise.resolve(), 'band:1');
    expect(run.mock.calls.map(([, options]) => options.aggregate)).toEqual(['revocations', 'band:1']);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('counts and tells a revocation that nobody expected', async () => {
    await service.run((_session, revoke) => revoke(ENTRY), 'band:1');
    expect(insert).toHaveBeenCalledTimes(1);
    expect(publish).toHaveBeenCalledWith(
      't:revocations',
      JSON.stringify({ type: 'revoked', entry: (await insert())[0] }),
    );
  });
});
