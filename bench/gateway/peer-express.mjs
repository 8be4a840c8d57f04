// The proxy as many write it: Express, jsonwebtoken, axios. Spared what would be unfair: the key is parsed once, and
// connections to the upstream are kept.
import axios from 'axios';
import express from 'express';
import jwt from 'jsonwebtoken';
import { createPublicKey } from 'node:crypto';
import { Agent } from 'node:http';

const { PORT, UPSTREAM, PUBLIC_JWK } = process.env;
const key = createPublicKey({ key: JSON.parse(PUBLIC_JWK), format: 'jwk' });
const options = { algorithms: ['ES256'], issuer: 'dongbaejul-auth', audience: 'dongbaejul-api' };
const client = axios.create({
  baseURL: UPSTREAM,
  httpAgent: new Agent({ keepAlive: true, maxSockets: 256 }),
  responseType: 'arraybuffer',
  validateStatus: () => true,
});

const app = express();
app.use((request, response, next) => {
  try {
    request.user = jwt.verify(request.headers.authorization.slice(7), key, options);
    next();
  } catch {
    response.status(401).json({ error: 'unauthorized' });
  }
});
app.use(async (request, response) => {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const answer = await client.request({ method: request.method, url: request.originalUrl, headers });
  response.status(answer.status).set('content-type', answer.headers['content-type']).send(answer.data);
});
app.listen(Number(PORT), '127.0.0.1');
