import { randomUUID } from 'node:crypto';
import { Cable } from '@dongbaejul/testing';
import { AppError, CommonErrors, UpsertBandMembers, UpsertedBandMembers } from '@dongbaejul/contracts';
import { createRedis, Health, requestContext, runInContext } from '@dongbaejul/service-kit';
import { Controller, INestApplication } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsDefined, IsString, ValidateNested } from 'class-validator';
import type Redis from 'ioredis';
import { AskClient, AskHandler, ClaimingServerRedis } from '@dongbaejul/messaging';
import { names } from '../src/redis/names';
import { newPrefix, OwnRedis, redisUrl, startAsking, until } from './support';

const ASK = 'auth.band-members.upsert';

class MemberDto {
  @IsString()
  user_key: string;
  @IsString()
  name: string;
  @IsDefined({ message: 'is missing' })
  profile_image_url: string | null;
}

class UpsertDto implements UpsertBandMembers {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => MemberDto)
  members: MemberDto[];
}

/** How often each ask ran, over all replicas of this process. */
const runs = new Map<string, number>();
let onAsk: (key: string) => Promise<void> | void = () => undefined;
let seen: ReturnType<typeof requestContext>;

@Controller()
class MembersHandler {
  @AskHandler(ASK, UpsertDto)
  async upsert(request: UpsertDto): Promise<UpsertedBandMembers> {
    const key = request.members[0]?.user_key ?? '';
    runs.set(key, (runs.get(key) ?? 0) + 1);
    seen = requestContext();
    await onAsk(key);
    return { created: request.members.length, updated: 0, unchanged: 0, ids: [] };
  }
}

const request = (key: string): UpsertBandMembers => ({
  members: [{ user_key: key, name: '김동배', profile_image_url: '' }],
});

type Node = Awaited<ReturnType<typeof startAsking>>;
const nodes: Node[] = [];
async function node(
  service: 'auth' | 'band-sync',
  prefix: string,
  url?: string,
  waitUntilReady = true,
): Promise<INestApplication> {
  const started = await startAsking({
    service,
    prefix,
    ...(url && { url }),
    controllers: service === 'auth' ? [MembersHandler] : [],
    waitUntilReady,
  });
  nodes.push(started);
  return started.app;
}
const hears = (app: INestApplication): Promise<void> =>
  until('it hears itself', async () => (await app.get(Health).notReadyBecause()) === undefined);

beforeEach(() => {
  runs.clear();
  onAsk = () => undefined;
});
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((started) => started.stop()));
});

describe('asks', () => {
  let prefix: string;
  let client: AskClient;
  let redis: Redis;

  beforeEach(async () => {
    prefix = newPrefix();
    const servers = await Promise.all([node('auth', prefix), node('auth', prefix), node('auth', prefix)]);
    await Promise.all(servers.map(hears));
    client = (await node('band-sync', prefix)).get(AskClient);
    redis = createRedis(redisUrl(), { name: 'test' });
    await until('redis answers', () => redis.status === 'ready');
  });
  afterEach(() => redis.disconnect());

  it('runs each of 200 once, with three replicas', async () => {
    const keys = Array.from({ length: 200 }, () => randomUUID());
    const replies = await Promise.all(keys.map((key) => client.ask(ASK, request(key))));
    expect(replies).toHaveLength(200);
    expect(keys.map((key) => runs.get(key))).toEqual(keys.map(() => 1));
    expect(runs.size).toBe(200);
  });

  it('brings the asker along: trace id, user, language, deadline', async () => {
    const deadline = Date.now() + 3_000;
    await runInContext({ traceId: 'trace-abc', userId: 'u1', language: 'en', deadline }, () =>
      client.ask(ASK, request('k')),
    );
    expect(seen).toEqual({ traceId: 'trace-abc', userId: 'u1', language: 'en', deadline });
  });

  it('brings errors back with their code and details', async () => {
    onAsk = () => {
      throw CommonErrors.CONFLICT({ field: 'x' });
    };
    const error: unknown = await client.ask(ASK, request('k')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'CONFLICT', kind: 'conflict', details: { field: 'x' } });
  });

  it('says nothing of an unknown error but that there was one', async () => {
    onAsk = () => {
      throw new Error('password=hunter2');
    };
    const error: unknown = await client.ask(ASK, request('k')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify((error as AppError).toShape())).not.toContain('hunter2');
  });

  it.each([{ members: 'x' }, { members: [{ user_key: 1 }] }, { members: [], admin: true }, {}])(
    'refuses %j before the handler runs',
    async (bad) => {
      await expect(client.ask(ASK, bad as never)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      expect(runs.size).toBe(0);
    },
  );

  it('ends at its deadline, or at that of the request it belongs to', async () => {
    let finish: () => void = () => undefined;
    const hung = new Promise<void>((resolve) => (finish = resolve));
    onAsk = () => hung;
    const startedAt = Date.now();
    await expect(client.ask(ASK, request('a'), { timeoutMs: 100 })).rejects.toMatchObject({ code: 'SERVICE_TIMEOUT' });
    const context = { traceId: 't', language: 'ko' as const, deadline: Date.now() + 100 };
    const bounded = runInContext(context, () => client.ask(ASK, request('b')));
    await expect(bounded).rejects.toMatchObject({ code: 'SERVICE_TIMEOUT' });
    // An ask's own deadline, when none is given, is 5 s.
    expect(Date.now() - startedAt).toBeLessThan(4_500);
    finish();
  });

  const packet = (key: string, deadline: number): string =>
    JSON.stringify({
      id: randomUUID(),
      reply_to: 'nobody',
      deadline,
      trace_id: 't-12345678',
      language: 'ko',
      request: request(key),
    });
  const send = (text: string): Promise<number> => redis.publish(names.ask(prefix, ASK), text);

  it('does not run what comes after its deadline, and runs what is heard twice once', async () => {
    await send(packet('late', Date.now() - 1));
    const twice = packet('twice', Date.now() + 5_000);
    await send(twice);
    await send(twice);
    await until('it ran', () => runs.has('twice'));
    await send(twice);
    // Whatever came before this ask has been looked at when it is answered.
    await client.ask(ASK, request('after'));
    expect(runs.get('twice')).toBe(1);
    expect(runs.has('late')).toBe(false);
  });

  it('leaves junk alone', async () => {
    for (const junk of ['', 'null', '{}', '[1]', '{"id":"x"}', packet('x', Number.NaN)]) await send(junk);
    await client.ask(ASK, request('after'));
    expect([...runs.keys()]).toEqual(['after']);
  });

  it('keeps a claim for a minute past the deadline', async () => {
    await client.ask(ASK, request('k'), { timeoutMs: 20_000 });
    const [claim] = await redis.keys(`${prefix}:ask-claim:*`);
    const life = await redis.pttl(claim as string);
    expect(life).toBeGreaterThan(60_000);
    expect(life).toBeLessThanOrEqual(80_000);
  });

  it('fails fast when nobody listens, and is safe to say so', async () => {
    await Promise.all(nodes.splice(0, 3).map((started) => started.stop()));
    const startedAt = Date.now();
    await expect(client.ask(ASK, request('k'))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(Date.now() - startedAt).toBeLessThan(4_500);
  });

  it('waits for a service that is just starting', async () => {
    await Promise.all(nodes.splice(0, 3).map((started) => started.stop()));
    const asked = client.ask(ASK, request('k'), { repeatable: true, timeoutMs: 20_000 });
    await node('auth', prefix);
    await expect(asked).resolves.toMatchObject({ created: 1 });
  });

  it('finishes what is under way before it stops', async () => {
    let finish: () => void = () => undefined;
    onAsk = () => new Promise((resolve) => (finish = resolve));
    const asked = client.ask(ASK, request('k'));
    await until('it runs', () => runs.has('k'));
    const stopping = Promise.all(nodes.splice(0, 3).map((started) => started.stop()));
    finish();
    await expect(asked).resolves.toMatchObject({ created: 1 });
    await stopping;
  });
});

describe('a claim', () => {
  const claimed = async (set: () => Promise<string | null>, deadline: number): Promise<number> => {
    const handler = jest.fn(() => Promise.resolve({ ok: true, reply: null }));
    const server = new ClaimingServerRedis({ url: 'redis://127.0.0.1:1', prefix: 'p', service: 'auth' });
    server.addHandler(ASK, handler as never);
    Object.assign(server, { claims: { set } });
    const packet = { id: 'i', reply_to: 'r', deadline, trace_id: 't', language: 'ko', request: {} };
    await server.handleMessage(names.ask('p', ASK), JSON.stringify(packet));
    return handler.mock.calls.length;
  };

  it('that comes too late, is lost or fails lets nothing run', async () => {
    const slow = (): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('OK'), 60));
    expect(await claimed(slow, Date.now() + 30)).toBe(0);
    expect(await claimed(() => Promise.resolve(null), Date.now() + 1_000)).toBe(0);
    expect(await claimed(() => Promise.reject(new Error('away')), Date.now() + 1_000)).toBe(0);
    expect(await claimed(() => Promise.resolve('OK'), Date.now() + 1_000)).toBe(1);
  });
});

describe('asks while Redis is away', () => {
  const redis = new OwnRedis();
  beforeEach(() => redis.start());
  afterEach(() => redis.kill());
  afterAll(() => redis.remove());

  it('run at most once and end in a bound while Redis is killed and restarted, and work again afterwards', async () => {
    const prefix = newPrefix();
    const servers = await Promise.all([0, 1, 2].map(() => node('auth', prefix, redis.url)));
    await Promise.all(servers.map(hears));
    const client = (await node('band-sync', prefix, redis.url)).get(AskClient);
    await client.ask(ASK, request('warm'));
    onAsk = () => new Promise((resolve) => setTimeout(resolve, 20));

    const outcomes = new Map<string, string>();
    let longest = 0;
    const one = async (): Promise<void> => {
      const key = randomUUID();
      const startedAt = Date.now();
      const code = await client.ask(ASK, request(key), { timeoutMs: 2_000 }).then(
        () => 'ok',
        (error: AppError) => error.code,
      );
      longest = Math.max(longest, Date.now() - startedAt);
      outcomes.set(key, code);
    };
    const asker = async (): Promise<void> => {
      for (let i = 0; i < 10; i += 1) await one();
    };
    const askers = Promise.all(Array.from({ length: 20 }, asker));
    await until('asks are answered', () => outcomes.size > 20);
    await redis.kill();
    await redis.start();
    await askers;

    const counted = [...outcomes].map(([key, outcome]) => ({ outcome, ran: runs.get(key) ?? 0 }));
    const tally = counted.reduce<Record<string, number>>((sum, { outcome, ran }) => {
      const key = `${outcome} ran ${ran}`;
      return { ...sum, [key]: (sum[key] ?? 0) + 1 };
    }, {});
    process.stdout.write(`200 asks across a Redis restart: ${JSON.stringify(tally)}, longest ${longest} ms\n`);
    expect(counted).toHaveLength(200);
    expect(counted.filter(({ ran }) => ran > 1)).toEqual([]);
    expect(counted.filter(({ outcome, ran }) => outcome === 'ok' && ran !== 1)).toEqual([]);
    expect(longest).toBeLessThan(10_000);
    await Promise.all(servers.map(hears));
    await expect(client.ask(ASK, request('again'))).resolves.toMatchObject({ created: 1 });
  }, 60_000);

  it('that are repeatable survive the restart', async () => {
    const prefix = newPrefix();
    await hears(await node('auth', prefix, redis.url));
    const client = (await node('band-sync', prefix, redis.url)).get(AskClient);
    await client.ask(ASK, request('warm'));
    let finish: () => void = () => undefined;
    onAsk = (key) => (key === 'k' && runs.get('k') === 1 ? new Promise((resolve) => (finish = resolve)) : undefined);
    const asked = client.ask(ASK, request('k'), { repeatable: true, timeoutMs: 15_000 });
    await until('it is under way', () => runs.has('k'));
    onAsk = () => undefined;
    await redis.kill();
    await redis.start();
    await expect(asked).resolves.toMatchObject({ created: 1 });
    expect(runs.get('k')).toBe(2);
    finish();
  }, 60_000);

  it('are answered once a Redis that was absent at the start appears', async () => {
    await redis.kill();
    const prefix = newPrefix();
    const server = await node('auth', prefix, redis.url);
    const client = (await node('band-sync', prefix, redis.url)).get(AskClient);
    await expect(client.ask(ASK, request('k'), { timeoutMs: 300 })).rejects.toMatchObject({ code: 'SERVICE_TIMEOUT' });
    expect(await server.get(Health).notReadyBecause()).toBe('asks');
    await redis.start();
    await hears(server);
    await expect(client.ask(ASK, request('k'))).resolves.toMatchObject({ created: 1 });
  }, 60_000);

  it('find a connection that looks open and is dead', async () => {
    const prefix = newPrefix();
    const cable = new Cable('127.0.0.1', redis.port);
    await cable.plug();
    const server = await node('auth', prefix, `redis://127.0.0.1:${cable.port}`);
    await hears(server);
    cable.stall('open');
    await until('the server notices', async () => (await server.get(Health).notReadyBecause()) === 'asks');
    await hears(server);
    const client = (await node('band-sync', prefix, redis.url)).get(AskClient);
    await expect(client.ask(ASK, request('k'))).resolves.toMatchObject({ created: 1 });
    await Promise.all(nodes.splice(0).map((started) => started.stop()));
    await cable.cut();
  }, 60_000);
});
