// The proxy as many write it: Express, jsonwebtoken with the key as it came (PEM), axios with its defaults. With
// SPARING=1 it does what costs nothing to do: the key is parsed once, and the body passes unparsed.
import axios from 'axios';
import express from 'express';
import jwt from 'jsonwebtoken';
import { createPublicKey } from 'node:crypto';
import { Agent } from 'node:http';

const { PORT, UPSTREAM, PUBLIC_JWK, SPARING } = process.env;
const parsed = createPublicKey({ key: JSON.parse(PUBLIC_JWK), format: 'jwk' });
const key = SPARING ? parsed : parsed.export({ type: 'spki', format: 'pem' });
const options = { algorithms: ['ES256'], issuer: 'dongbaejul-auth', audience: 'dongbaejul-api' };
const client = axios.create({
  baseURL: UPSTREAM,
  // Kept connections for both: without them the proxy would be measured by its TCP handshakes.
  httpAgent: new Agent({ keepAlive: true, maxSockets: 256 }),
  validateStatus: () => true,
  ...(SPARING && { responseType: 'arraybuffer' }),
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
