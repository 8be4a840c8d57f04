import { expectIndexed, until } from '@dongbaejul/testing';
import Redis from 'ioredis';
import { LogStream } from '../src/logs/log-stream';
import { LogsRepository } from '../src/logs/logs.repository';
import { AuthApp, Json } from './support/auth-app';
import { newStaff, Person } from './support/people';

describe('the logs of all services', () => {
  let first: AuthApp;
  let second: AuthApp;
  let redis: Redis;
  let admin: Person;
  let key: string;
  beforeAll(async () => {
    first = await AuthApp.start();
    const { MONGODB_DB_NAME, REDIS_KEY_PREFIX } = first.config;
    second = await AuthApp.start({ MONGODB_DB_NAME, REDIS_KEY_PREFIX });
    redis = new Redis(first.config.REDIS_URL);
    key = `${REDIS_KEY_PREFIX}:logs`;
    admin = await newStaff(first, 'ADMIN');
  }, 30_000);
  afterAll(async () => {
    redis.disconnect();
    await second.service.stop();
    await first.stop();
  });

  let sequence = 0;
  const line = (more: Json = {}): Json => ({
    level: 'info',
    timestamp: new Date(1_790_000_000_000 + (sequence += 1)).toISOString(),
    service: 'core',
    version: 'test',
    trace_id: 'trace-none',
    msg: 'request',
    ...more,
  });
  const write = (...lines: Json[]): Promise<unknown> =>
    redis.xadd(key, '*', 'lines', lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const kept = (trace: string): Promise<number> =>
    first.db.collection('log_entries').countDocuments({ trace_id: trace });
  const list = async (query: string): Promise<Json> => {
    const answer = await first.call('GET', `/admin/logs?${query}`, { token: admin.token });
    expect(answer.status).toBe(200);
    return answer.data;
  };

  it('are kept once, whichever replica reads them, and all of them', async () => {
    for (let i = 0; i < 100; i += 1) await write(...Array.from({ length: 10 }, () => line({ trace_id: 'trace-many' })));
    await until(async () => (await kept('trace-many')) >= 1_000, 'all lines are kept', { withinMs: 20_000 });
    await until(
      async () => ((await redis.xpending(key, 'log-keeper')) as unknown[])[0] === 0,
      'nothing is left to keep',
      { withinMs: 10_000 },
    );
    expect(await kept('trace-many')).toBe(1_000);
  }, 40_000);

  it('are kept when whoever read them died, and once when they were kept already', async () => {
    await redis.xgroup('CREATE', key, 'log-keeper', '0', 'MKSTREAM').catch(() => undefined);
    const id = (await write(line({ trace_id: 'trace-twice' }))) as string;
    await until(async () => (await kept('trace-twice')) === 1, 'the line is kept');
    // As if it had been read by a process that died before it said so.
    await redis.xgroup('SETID', key, 'log-keeper', `${Number(id.split('-')[0]) - 1}-0`);
    await write(line({ trace_id: 'trace-after' }));
    await until(async () => (await kept('trace-after')) === 1, 'the next line is kept');
    expect(await kept('trace-twice')).toBe(1);
  }, 20_000);

  it('are kept as soon as the database takes them again', async () => {
    const refusals = [first, second].map(({ service }) =>
      jest.spyOn(service.app.get(LogsRepository), 'keep').mockRejectedValue(new Error('the database is away')),
    );
    await write(line({ trace_id: 'trace-late' }));
    const refused = () => refusals.some(({ mock }) => mock.calls.some(([entries]) => entries.length > 0));
    await until(refused, 'the line was read');
    refusals.forEach((refusal) => refusal.mockRestore());
    await until(async () => (await kept('trace-late')) === 1, 'the line is kept', { withinMs: 15_000 });
  }, 45_000);

  it('are no longer waited for at readers that were killed', async () => {
    await redis.xgroup('CREATECONSUMER', key, 'log-keeper', 'killed');
    const names = async (): Promise<unknown[]> =>
      ((await redis.xinfo('CONSUMERS', key, 'log-keeper')) as unknown[][]).map(([, name]) => name);
    expect(await names()).toContain('killed');
    const stream = first.service.app.get(LogStream);
    await until(async () => {
      await stream.forgetDead(2_000);
      return !(await names()).includes('killed');
    }, 'the killed reader is forgotten');
    await write(line({ trace_id: 'trace-still' }));
    await until(async () => (await kept('trace-still')) === 1, 'the line is kept');
  }, 40_000);

  it('go on after Redis lost everything', async () => {
    await redis.del(key);
    await write(line({ trace_id: 'trace-new-life' }));
    await until(async () => (await kept('trace-new-life')) === 1, 'the line is kept', { withinMs: 15_000 });
  }, 20_000);

  it('are found by trace, level, service and time, by admins alone', async () => {
    await write(
      line({ trace_id: 'trace-find', service: 'gateway', status: 200, $set: { a: 1 } }),
      line({ trace_id: 'trace-find', service: 'core', level: 'error', msg: '실패', err: { code: 'X' } }),
      line({ trace_id: 'trace-find', service: 'auth', level: 'warn' }),
      'not an object',
    );
    await until(async () => (await kept('trace-find')) === 3, 'the lines are kept');
    const { logs, pagination } = await list('trace_id=trace-find');
    expect(pagination.total).toBe(3);
    expect(logs.map(({ service }: Json) => service)).toEqual(['auth', 'core', 'gateway']);
    expect(logs[2].fields).toEqual({ status: 200, $set: { a: 1 } });
    expect((await list('trace_id=trace-find&level=warn')).logs).toHaveLength(2);
    expect((await list('trace_id=trace-find&level=error')).logs).toMatchObject([
      { msg: '실패', fields: { err: { code: 'X' } } },
    ]);
    expect((await list('trace_id=trace-find&service=auth')).logs).toHaveLength(1);
    const typo = await first.call('GET', '/admin/logs?service=chat', { token: admin.token });
    expect(typo).toMatchObject({
      status: 400,
      body: { error: { details: { service: expect.any(String) as string } } },
    });
    expect((await list(`trace_id=trace-find&to=${logs[1].timestamp}`)).logs).toHaveLength(1);
    expect((await list(`trace_id=trace-find&from=${logs[1].timestamp}`)).logs).toHaveLength(2);
    const page = await list('trace_id=trace-find&limit=2');
    expect((await list(`trace_id=trace-find&limit=2&after=${page.next_cursor}`)).logs).toEqual([logs[2]]);
    for (const role of ['USER', 'OPERATOR', 'AUDITOR'] as const) {
      const { token } = await newStaff(first, role);
      expect((await first.call('GET', '/admin/logs', { token })).code).toBe('ROLE_REQUIRED');
    }
    for (const bad of ['level=loud', 'trace_id[$ne]=1', 'from=x', 'limit=0']) {
      expect((await first.call('GET', `/admin/logs?${bad}`, { token: admin.token })).status).toBe(400);
    }
  });

  it.each([
    '',
    'trace_id=trace-many',
    'user_id=u',
    'service=core',
    'level=warn',
    'service=core&level=warn',
    'from=2026-01-01',
  ])('are read by an index: %s', (query) =>
    expectIndexed(first.db, ['log_entries'], async () => {
      const { next_cursor: after } = await list(`${query}&limit=2`);
      if (after) await list(`${query}&limit=2&after=${after}`);
    }),
  );
});
