import { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const LONGEST_HEAD = 16 * 1024;
const REST_MS = 2_000;

/** RFC 6455, 4.1: what asks for a websocket. */
export const isWebSocket = (request: IncomingMessage): boolean =>
  request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';

/**
 * A server may ignore an offer to upgrade (RFC 9110, 7.8): clients that offer h2c with any request get their answer.
 * A body cannot be read any more here, so what announces one is refused.
 */
export function answerWithoutUpgrade(server: Server, request: IncomingMessage, socket: Socket): void {
  const announced = Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'];
  if (announced) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  request.complete = true;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  server.emit('request', request, response);
}

/** Reads an HTTP answer as far as its head is whole. @param onHead gets all bytes that came; more may follow */
export function readAnswerHead(upstream: Socket, onHead: (bytes: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  const read = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.includes('\r\n\r\n')) {
      upstream.off('data', read).pause();
      onHead(bytes);
      upstream.resume();
    } else if (bytes.length > LONGEST_HEAD) upstream.destroy(new Error('the answer has no end of head'));
  };
  upstream.on('data', read);
}

/** Hands on what is left of an answer that was no "101", one way, and closes. */
export function relayRest(upstream: Socket, client: Socket): void {
  const end = (): void => {
    client.end();
    upstream.destroy();
  };
  upstream.pipe(client);
  setTimeout(end, REST_MS).unref();
}
