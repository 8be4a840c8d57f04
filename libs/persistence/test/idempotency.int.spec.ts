import { createHash, randomUUID } from 'node:crypto';
import { CommonErrors } from '@dongbaejul/contracts';
import { AppExceptionFilter, EnvelopeInterceptor, requestContext, runInContext } from '@dongbaejul/service-kit';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Idempotent, MongoConnection, Transactions } from '@dongbaejul/persistence';
import { Running, start, until } from './support';

/** What the handler does after its effect; each test sets it. */
let afterEffect: () => Promise<void>;
let beforeEffect: () => Promise<void>;
let runs: number;

@Controller()
class ThingsController {
  constructor(
    private readonly transactions: Transactions,
    private readonly mongo: MongoConnection,
  ) {}

  @Post('things/:kind')
  @Idempotent()
  @HttpCode(201)
  async create(@Param('kind') kind: string, @Body() body: { name: string }): Promise<object> {
    await beforeEffect();
    const made = await this.transactions.run(async (session) => {
      runs += 1;
      const { insertedId } = await this.mongo.db.collection('things').insertOne({ kind, name: body.name }, { session });
      return { id: insertedId, at: new Date(), run: runs };
    });
    await afterEffect();
    return { id: made.id, at: made.at, run: made.run, name: body.name };
  }
}

@Controller()
class TokensController {
  @Post('tokens')
  @Idempotent()
  sign(): object {
    return { nested: { access_token: 'a-secret' } };
  }
}

describe('Idempotency-Key', () => {
  let running: Running;
  let fastify: FastifyInstance;
  const post = (
    key: string | undefined,
    payload: object = { name: '셔틀콕' },
    options: { kind?: string; user?: string } = {},
  ) =>
    fastify.inject({
      method: 'POST',
      url: `/things/${options.kind ?? 'a'}`,
      headers: { ...(key !== undefined && { 'idempotency-key': key }), 'x-test-user': options.user ?? '' },
      payload,
    });
  const made = (): Promise<number> => running.mongo.db.collection('things').countDocuments();
  const rows = () =>
    running.mongo.db.collection<{ _id: string; lease_until: Date; owner: string | null }>('idempotency_keys');
  /** Leaves their rows to an owner who is dead: the lease is over, and whoever is at work renews it no more. */
  const die = (): Promise<unknown> =>
    rows().updateMany({ owner: { $ne: null } }, { $set: { lease_until: new Date(0), owner: 'dead' } });

  beforeAll(async () => {
    running = await start({
      controllers: [ThingsController, TokensController],
      prepare: (app) => {
        app.useGlobalInterceptors(new EnvelopeInterceptor());
        app.useGlobalFilters(new AppExceptionFilter(false));
        (app.getHttpAdapter().getInstance() as unknown as FastifyInstance).addHook(
          'onRequest',
          (request, _reply, done) => {
            const userId = request.headers['x-test-user'] as string;
            runInContext({ traceId: 'trace', language: 'ko', ...(userId && { userId }) }, done);
          },
        );
      },
    });
    fastify = running.app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    afterEffect = () => Promise.resolve();
    beforeEffect = () => Promise.resolve();
    runs = 0;
    await running.mongo.db.collection('things').deleteMany({});
  });

  it('has one effect and one answer for 20 requests at once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(key)));
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotent-replayed'] === 'true')).toHaveLength(19);
    expect(await made()).toBe(1);
  });

  it('answers the same later, whatever the order of the fields', async () => {
    const key = randomUUID();
    const first = await post(key, { name: 'x', more: { a: 1, b: 2 } });
    const again = await post(key, { more: { b: 2, a: 1 }, name: 'x' });
    expect(again.body).toBe(first.body);
    expect(again.statusCode).toBe(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('refuses another body, and another path parameter, with the same key', async () => {
    const key = randomUUID();
    const user = 'u1';
    await post(key, undefined, { user });
    const other = await post(key, { name: 'other' }, { user });
    expect(other.json()).toMatchObject({ error: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    const elsewhere = await post(key, undefined, { kind: 'b', user });
    expect(elsewhere.statusCode).toBe(422);
    expect(await made()).toBe(1);
  });

  it('lets strangers with the same key not meet, and each of them try again', async () => {
    const key = randomUUID();
    const [one, other] = [await post(key, { name: 'one' }), await post(key, { name: 'other' })];
    expect([one.statusCode, other.statusCode]).toEqual([201, 201]);
    expect(other.headers['idempotent-replayed']).toBeUndefined();
    expect((await post(key, { name: 'one' })).body).toBe(one.body);
    expect((await post(key, { name: 'other' })).body).toBe(other.body);
    expect(await made()).toBe(2);
  });

  it('keeps users apart, and works without a key', async () => {
    const key = randomUUID();
    await post(key, undefined, { user: 'u1' });
    expect((await post(key, undefined, { user: 'u2' })).headers['idempotent-replayed']).toBeUndefined();
    await post(undefined);
    await post(undefined);
    expect(await made()).toBe(4);
  });

  it.each(['', ' ', 'a b', 'é', 'x'.repeat(256)])('refuses %j as a key', async (key) => {
    expect((await post(key)).statusCode).toBe(400);
  });

  it('does not keep a failure before the effect', async () => {
    const key = randomUUID();
    beforeEffect = () => Promise.reject(CommonErrors.CONFLICT());
    expect((await post(key)).statusCode).toBe(409);
    beforeEffect = () => Promise.resolve();
    expect((await post(key)).statusCode).toBe(201);
    expect(await made()).toBe(1);
  });

  it('does not repeat an effect when what follows it fails', async () => {
    const key = randomUUID();
    afterEffect = () => Promise.reject(new Error('broke'));
    expect((await post(key)).statusCode).toBe(500);
    afterEffect = () => Promise.resolve();
    const answer = await post(key);
    expect(answer.statusCode).toBe(201);
    expect(answer.json<{ data: { run: number; id: string } }>().data).toMatchObject({ run: 1 });
    expect([await made(), runs]).toEqual([1, 1]);
  });

  it('gives the right answer after the process died between commit and answer', async () => {
    const key = randomUUID();
    let committed = false;
    afterEffect = () => {
      committed = true;
      return new Promise(() => undefined);
    };
    void post(key).then(
      () => undefined,
      () => undefined,
    );
    await until('the effect is committed', () => committed);
    afterEffect = () => Promise.resolve();
    await die();
    const answer = await post(key);
    expect(answer.statusCode).toBe(201);
    const { data } = answer.json<{ data: { run: number; id: string; at: string } }>();
    const stored = await running.mongo.db.collection('things').findOne();
    expect(data).toMatchObject({ run: 1, id: stored?._id.toHexString() });
    expect(Date.parse(data.at)).not.toBeNaN();
    expect([await made(), runs]).toEqual([1, 1]);
    expect((await post(key)).body).toBe(answer.body);
  });

  it('lets no owner commit whose row was taken over', async () => {
    const key = randomUUID();
    let paused = false;
    let resume: () => void = () => undefined;
    beforeEffect = () => {
      paused = true;
      return new Promise((resolve) => (resume = resolve));
    };
    const first = post(key).then((answer) => answer);
    await until('the first waits', () => paused);
    beforeEffect = () => Promise.resolve();
    await die();
    expect((await post(key)).statusCode).toBe(201);
    resume();
    expect((await first).statusCode).toBe(409);
    expect(await made()).toBe(1);
  });

  it('answers 409 when the first is still under way after the wait', async () => {
    const key = randomUUID();
    let resume: () => void = () => undefined;
    let waiting = false;
    beforeEffect = () => {
      waiting = true;
      return new Promise((resolve) => (resume = resolve));
    };
    const first = post(key).then((answer) => answer);
    await until('the first is under way', () => waiting);
    const second = await post(key);
    expect(second.json()).toMatchObject({ error: { code: 'IDEMPOTENCY_KEY_IN_USE' } });
    resume();
    expect((await first).statusCode).toBe(201);
    expect(await made()).toBe(1);
  });

  it('forgets after 24 hours by an index on the server', async () => {
    await post(randomUUID());
    const indexes = await running.mongo.db.collection('idempotency_keys').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expires_at: 1 }, expireAfterSeconds: 0 }));
    const row = (await rows().findOne()) as unknown as { created_at: Date; expires_at: Date };
    expect(row.expires_at.getTime() - row.created_at.getTime()).toBe(24 * 3_600_000);
  });

  it('leaves the context of other requests alone', () => {
    expect(requestContext()?.idempotency).toBeUndefined();
  });

  it('never stores tokens, nor a digest of the request that the secret is not needed for', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await fastify.inject({ method: 'POST', url: '/tokens', headers, payload: { password: 'guess-me' } });
    expect(answer.statusCode).toBe(201);
    const row = await running.mongo.db.collection('idempotency_keys').findOne({ key: headers['idempotency-key'] });
    expect(JSON.stringify(row)).not.toContain('a-secret');
    const plain = createHash('sha256').update('[{},{},{"password":"guess-me"}]').digest('base64url');
    expect(row?.body_hash).toHaveLength(plain.length);
    expect(row?.body_hash).not.toBe(plain);
  });
});
