// What stands around each target, in one process on the other core: an upstream with a small answer, and the parts of
// auth that the gateway needs (keys, revocations over HTTP, heartbeats over Redis).
import Redis from 'ioredis';
import { createServer } from 'node:http';

const { UPSTREAM_PORT, AUTH_PORT, PUBLIC_JWK, REDIS_URL, PREFIX } = process.env;

const post = {
  id: '65f000000000000000000001',
  title: '정기 모임 공지',
  body: '토요일 오후 두 시, 체육관 3번 코트. '.repeat(5),
};
const BODY = Buffer.from(JSON.stringify({ status: 'ok', data: { items: [post], total: 1, page: 1, limit: 20 } }));
const HEAD = { 'content-type': 'application/json; charset=utf-8', 'content-length': BODY.length };

const json = (response, value) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

createServer((request, response) => {
  // Shows what arrives here, so that the bench can tell whether the features are on.
  if (request.url === '/api/v1/posts/headers') return json(response, request.headers);
  response.writeHead(200, HEAD);
  response.end(BODY);
}).listen(Number(UPSTREAM_PORT), '127.0.0.1');

createServer((request, response) => {
  if (request.url === '/.well-known/jwks.json') return json(response, { keys: [JSON.parse(PUBLIC_JWK)] });
  return json(response, { status: 'ok', data: { revision: 0, entries: [] } });
}).listen(Number(AUTH_PORT), '127.0.0.1');

const redis = new Redis(REDIS_URL);
setInterval(() => void redis.publish(`${PREFIX}:revocations`, '{"type":"heartbeat","revision":0}'), 250);
