import { Shutdown } from '@dongbaejul/service-kit';
import { ChatConfig } from '../src/config';
import { MemberLimits } from '../src/sockets/member-limits';
import { ChatUnderTest, Person } from './support/chat-under-test';

describe('what one member may say', () => {
  let chat: ChatUnderTest;
  let who: Person;
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ nodes: 2 });
    who = await chat.member('박지민');
  }, 60_000);
  afterAll(() => chat.stop(), 30_000);

  it('is counted over all their connections and processes', async () => {
    const roomId = await chat.group([who]);
    const sockets = [await chat.connect(who, 0), await chat.connect(who, 0), await chat.connect(who, 1)];
    const startedAt = Date.now();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        sockets[i % 3]!.ask<{ ok?: boolean; code?: string; details?: object }>('message:send', {
          roomId,
          content: '말',
          tempId: `t${i}`,
        }),
      ),
    );
    const seconds = (Date.now() - startedAt) / 1_000;
    const through = answers.filter(({ ok }) => ok).length;
    expect(through).toBeGreaterThan(0);
    expect(through).toBeLessThanOrEqual(20 + Math.ceil(seconds * 5));
    const refused = answers.find(({ ok }) => !ok);
    const details = { retry_after: expect.any(Number) as number };
    expect(refused).toMatchObject({ code: 'TOO_MANY_REQUESTS', details });
    const [error] = sockets.flatMap((one) => one.of('message:error'));
    expect(error).toMatchObject({ tempId: expect.any(String) as string, code: 'TOO_MANY_REQUESTS', details });
  });

  it('is counted by each process while Redis is away', async () => {
    const config = Object.assign(new ChatConfig(), { REDIS_URL: 'redis://127.0.0.1:1', REDIS_KEY_PREFIX: 'x' });
    const shutdown = new Shutdown();
    const limits = new MemberLimits(config, shutdown);
    const limit = { perSecond: 1e-3, burst: 2 };
    const waits = [];
    for (let i = 0; i < 3; i += 1) waits.push(await limits.take(who.id, 'message:send', limit));
    expect(waits.map((ms) => ms > 0)).toEqual([false, false, true]);
    expect(await limits.take('another', 'message:send', limit)).toBe(0);
    await shutdown.close();
  });

  it('answers an empty packet without showing code', async () => {
    const socket = await chat.connect(who);
    const answers: unknown[] = [];
    const engine = socket.socket.io.engine as unknown as {
      send(text: string): void;
      on(name: string, fn: (data: string) => void): void;
    };
    engine.on('data', (data) => answers.push(data));
    engine.send('20');
    engine.send('2');
    const told = await socket.ask('no:such', {});
    expect(told).toMatchObject({ code: 'EVENT_UNKNOWN' });
    const text = answers.join('\n');
    expect(text).toContain('EVENT_UNKNOWN');
    expect(text).not.toMatch(/=>|function/);
  });
});
