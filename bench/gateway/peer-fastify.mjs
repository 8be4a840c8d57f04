// The least a proxy can do: Fastify, reply-from, and a check of each token. With CACHE=1 a token is checked once.
import replyFrom from '@fastify/reply-from';
import Fastify from 'fastify';
import jwt from 'jsonwebtoken';
import { createPublicKey } from 'node:crypto';

const { PORT, UPSTREAM, PUBLIC_JWK, CACHE } = process.env;
const key = createPublicKey({ key: JSON.parse(PUBLIC_JWK), format: 'jwk' });
const options = { algorithms: ['ES256'], issuer: 'dongbaejul-auth', audience: 'dongbaejul-api' };
const seen = new Map();

function verify(token) {
  const claims = jwt.verify(token, key, options);
  if (CACHE) seen.set(token, claims);
  return claims;
}

const app = Fastify({ logger: false });
await app.register(replyFrom, {
  base: UPSTREAM,
  undici: { connections: 256, pipelining: 1 },
  disableRequestLogging: true,
});
app.addHook('onRequest', (request, reply, done) => {
  try {
    const token = request.headers.authorization.slice(7);
    const known = seen.get(token);
    if (!known || known.exp * 1000 < Date.now()) verify(token);
    done();
  } catch {
    reply.code(401).send({ error: 'unauthorized' });
  }
});
app.all('/*', (_request, reply) => reply.from());
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
