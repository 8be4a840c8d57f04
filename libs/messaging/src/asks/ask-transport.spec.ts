import { AskTransport, NobodyListens } from './ask-transport';

describe('AskTransport while Redis is away', () => {
  // Nothing listens on port 1.
  const transport = new AskTransport({ url: 'redis://127.0.0.1:1', prefix: 'p', service: 'core' });
  const waiting = (): number => (transport as unknown as { waiting: Set<unknown> }).waiting.size;

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  afterAll(() => transport.close());

  it('lets go of asks that waited for long: an outage of hours is not kept in memory', async () => {
    const outcomes = Promise.allSettled(Array.from({ length: 3 }, () => transport.connect()));
    expect(waiting()).toBe(3);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(waiting()).toBe(0);
    for (const one of await outcomes) expect(one).toMatchObject({ reason: expect.any(NobodyListens) as unknown });
  });

  it('lets go of those that wait when it is closed', async () => {
    const one = transport.connect();
    await transport.close();
    await expect(one).rejects.toBeInstanceOf(NobodyListens);
  });
});
