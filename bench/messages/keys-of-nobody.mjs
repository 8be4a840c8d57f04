// Stands in for auth where nobody connects: chat is not ready before it has asked for keys and for who was signed out.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { makeTokens } from '../gateway/tokens.mjs';

/** @returns `{ url, close() }` */
export async function keysOfNobody() {
  const keys = [JSON.parse(makeTokens(1).publicJwk)];
  const server = createServer((request, response) => {
    const isKeys = request.url === '/.well-known/jwks.json';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isKeys ? { keys } : { status: 'ok', data: { revision: 0, entries: [] } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
