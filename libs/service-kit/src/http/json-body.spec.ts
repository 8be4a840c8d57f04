import Fastify from 'fastify';
import fc from 'fast-check';
import { depthOf, readJsonBodies } from './json-body';

describe('depthOf', () => {
  it.each([
    ['1', 0],
    ['{}', 1],
    ['{"a":[{"b":1}]}', 3],
    ['{"a":"[[[["}', 1],
    ['{"a":"\\"[[[["}', 1],
    ['[[', 2],
  ])('of %s is %d', (json, depth) => expect(depthOf(json)).toBe(depth));

  it('agrees with the nesting of any JSON value', () => {
    const nesting = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(nesting)) : 0;
    fc.assert(fc.property(fc.jsonValue(), (value) => depthOf(JSON.stringify(value)) === nesting(value)));
  });
});

describe('bodies', () => {
  const fastify = Fastify();
  readJsonBodies(fastify);
  fastify.post('/', (request, reply) => reply.send({ got: request.body ?? null }));
  const post = (payload: Buffer | string) =>
    fastify.inject({
      method: 'POST',
      url: '/',
      payload,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });

  it('reads UTF-8', async () => expect((await post('{"a":"한글"}')).json()).toEqual({ got: { a: '한글' } }));
  it('takes an empty body for none', async () => expect((await post(' ')).json()).toEqual({ got: null }));
  it('refuses another encoding', async () => {
    // 한 in EUC-KR
    const answer = await post(Buffer.from([0x22, 0xc7, 0xd1, 0x22]));
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'MALFORMED_BODY']);
  });
});
