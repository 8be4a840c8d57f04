import { registry, type RunningService } from '@dongbaejul/service-kit';
import { FakeAuth } from './support/fake-auth';
import { FakeUpstream } from './support/fake-upstream';
import { untilLimitsAreShared } from './support/shared-limits';
import { startGateway } from './support/start-gateway';

const LIMIT = 60;
const TURNS = 4;

const countedAlone = async (): Promise<number> =>
  (await registry.getSingleMetric('limits_counted_alone_total')!.get()).values[0]!.value;

describe('the general limit', () => {
  const auth = new FakeAuth();
  const upstream = new FakeUpstream();
  const prefix = `lim${process.pid}`;
  let gateways: RunningService[];

  beforeAll(async () => {
    const [authUrl, coreUrl] = await Promise.all([auth.start(), upstream.start()]);
    const env = {
      AUTH_SERVER_URL: authUrl,
      CORE_SERVER_URL: coreUrl,
      REDIS_KEY_PREFIX: prefix,
      RATE_LIMIT_GENERAL: String(LIMIT),
      RATE_LIMIT_UPLOADS: '2',
    };
    gateways = [await startGateway(env), await startGateway(env), await startGateway(env)];
    await untilLimitsAreShared(gateways, auth, prefix);
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all([auth.stop(), upstream.stop()]);
  });

  const tokenOf = (n: number): string => auth.token(['USER'], { claims: { sub: `65f0000000000000000000${n}0` } });
  const ask = (index: number, path: string, token?: string, method = 'GET'): Promise<Response> =>
    fetch(`${gateways[index % gateways.length]!.url}/api/v1${path}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), 'x-forwarded-for': `9.9.9.${index % 250}` },
    });

  /** A few at a time, at all replicas in turn. */
  const flood = async (token: string, requests: number): Promise<Response[]> => {
    const answers: Response[] = [];
    while (answers.length < requests) {
      answers.push(...(await Promise.all(Array.from({ length: 6 }, (_, i) => ask(i, '/things/echo', token)))));
    }
    return answers;
  };

  /** A Redis that a busy machine lets wait for a second counts as away, and each replica counts by itself then. */
  const whileCountedTogether = async <T>(work: (turn: number) => Promise<T>): Promise<T> => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const before = await countedAlone();
      const result = await work(turn);
      if ((await countedAlone()) === before) return result;
      await untilLimitsAreShared(gateways, auth, prefix);
    }
    throw new Error(`Redis did not answer in time in any of ${TURNS} turns`);
  };

  it('lets exactly the limit through over three replicas, and says what is left before it bites', async () => {
    const first = await ask(0, '/things/echo', tokenOf(10));
    expect(first.headers.get('ratelimit-policy')).toBe(`"general";q=${LIMIT};w=900`);
    expect(first.headers.get('ratelimit')).toBe(`"general";r=${LIMIT - 1};t=900`);
    const answers = await whileCountedTogether((turn) => flood(tokenOf(20 + turn), LIMIT * 2));
    // What the limit let through may still miss the route's deadline on a busy machine.
    const passed = answers.filter((answer) => answer.status !== 429).length;
    expect(passed).toBeLessThanOrEqual(LIMIT);
    // A place leased by one replica may be refused by another for up to 5 s; never more than that are missing.
    expect(passed).toBeGreaterThan(LIMIT - 3 * 3);
    const refused = answers.find((answer) => answer.status === 429)!;
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const body = (await refused.json()) as {
      error: { code: string; message: string; details: { retry_after: number } };
    };
    expect(body.error.code).toBe('TOO_MANY_REQUESTS');
    expect(body.error.message).toBe('너무 많은 요청이 감지되었습니다. 나중에 다시 시도해주세요.');
    expect(body.error.details.retry_after).toBeGreaterThan(0);
  });

  it('counts another member apart', async () => {
    expect((await ask(0, '/things/echo', tokenOf(11))).status).toBe(200);
  });

  it('counts bad tokens against the address, whatever X-Forwarded-For says', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < LIMIT + 20; i += 1) statuses.push((await ask(0, `/things/echo`, 'a.b.c')).status);
    expect(statuses.at(0)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });

  it('counts what there is no route for', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < LIMIT + 20; i += 1) statuses.push((await ask(0, '/nowhere')).status);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.every((status) => status === 404 || status === 429)).toBe(true);
  });

  it('counts uploads apart, each by asking Redis', async () => {
    const token = tokenOf(12);
    const answers = await Promise.all([0, 1, 2, 3].map((i) => ask(i, '/uploads', token, 'POST')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    for (const { headers } of answers) {
      expect(headers.get('ratelimit-policy')).toBe(`"general";q=${LIMIT};w=900, "uploads";q=2;w=3600`);
    }
    const left = answers.map(({ headers }) =>
      /^"general";r=\d+;t=\d+, "uploads";r=(\d);t=\d+$/.exec(headers.get('ratelimit')!),
    );
    expect(left.map((found) => found?.[1]).sort()).toEqual(['0', '0', '0', '1']);
  });
});
