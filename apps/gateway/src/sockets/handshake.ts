import type { IncomingMessage, Server } from 'node:http';
import { connect, Socket } from 'node:net';

const LONGEST_HEAD = 16 * 1024;
/** From connecting to the head of the answer. */
const HANDSHAKE_TIMEOUT_MS = 5_000;
/** What a peer gets to take an answer in before its connection is cut. */
const LAST_WORDS_MS = 2_000;

/** RFC 6455, 4.1: what asks for a websocket. */
export const isWebSocket = (request: IncomingMessage): boolean =>
  request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';

/** Says the last words and closes, also when the peer never closes its side: nothing else watches such a socket. */
export function endAndClose(socket: Socket, words?: string): void {
  if (socket.destroyed) return;
  socket.unpipe();
  socket.resume();
  if (words === undefined) socket.end();
  else socket.end(words);
  const timer = setTimeout(() => socket.destroy(), LAST_WORDS_MS);
  socket.once('close', () => clearTimeout(timer));
}

const OF_THE_OFFER = new Set(['upgrade', 'http2-settings', 'connection']);

/**
 * A server may ignore an offer to upgrade (RFC 9110, 7.8): clients that offer h2c with any request get their answer.
 * Node before 24.9 has taken its parser off the connection by now, so the connection is handed to the server once more,
 * with the request as if nothing had been offered.
 * @param head what was read behind the request's head: the beginning of its body
 */
export function answerWithoutUpgrade(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (!OF_THE_OFFER.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[i + 1]}`);
  }
  const kept = hopByHop(request.headers.connection);
  if (kept) lines.push(`Connection: ${kept}`);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

/** What `Connection` says beside the offer. */
const hopByHop = (connection = ''): string =>
  connection
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !OF_THE_OFFER.has(name.toLowerCase()))
    .join(', ');

export type Answer = 'client-left' | 'no-answer' | { bytes: Buffer; upstream: Socket };

/**
 * Connects, sends the request, and reads the answer as far as its head is whole. Settles in 5 s at most, whatever
 * either side does.
 */
export function shakeHands(url: string, requestHead: string, client: Socket): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const upstream = connect({ host: hostname, port: Number(port || 80), noDelay: true });
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      client.off('close', left);
      upstream.off('close', gone).off('data', read);
      if (typeof answer === 'string') upstream.destroy();
      else upstream.pause();
      resolve(answer);
    };
    const left = (): void => settle('client-left');
    const gone = (): void => settle('no-answer');
    const read = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.includes('\r\n\r\n')) settle({ bytes, upstream });
      else if (bytes.length > LONGEST_HEAD) settle('no-answer');
    };
    const timer = setTimeout(gone, HANDSHAKE_TIMEOUT_MS);
    client.once('close', left);
    // An error is followed by `close`.
    upstream.on('error', () => upstream.destroy());
    upstream.once('close', gone).on('data', read);
    upstream.once('end', () => upstream.destroy());
    upstream.once('connect', () => upstream.write(requestHead));
  });
}

/** Hands on what is left of an answer that was no "101", one way, and closes. */
export function relayRest(upstream: Socket, client: Socket): void {
  upstream.pipe(client, { end: false });
  const end = (): void => {
    clearTimeout(timer);
    upstream.destroy();
    endAndClose(client);
  };
  const timer = setTimeout(end, LAST_WORDS_MS);
  upstream.once('close', end);
  client.once('close', end);
}
