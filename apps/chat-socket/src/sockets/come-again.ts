import type { AppError } from '@dongbaejul/contracts';
import { errorBody, languageOf, metrics, newTraceId } from '@dongbaejul/service-kit';
import type { IncomingMessage } from 'node:http';
import type { ChatSocket } from './socket-types';

const refused = metrics.counter({
  name: 'sockets_put_off_total',
  help: 'Connections that were refused for now, by reason; their clients come again by themselves',
  labelNames: ['reason'],
});

/**
 * What passes by itself must not be said in Socket.IO's words: after a `connect_error` of the server's, standard clients
 * stay away for good. They come again by themselves where the handshake fails or the connection closes.
 */
export const isPassing = ({ kind }: AppError): boolean => kind === 'unavailable' || kind === 'timeout';

/** Refuses an upgrade with 503, which says why and when to come again. */
export function putOffHandshake({ socket, headers }: IncomingMessage, error: AppError): void {
  refused.inc({ reason: error.code });
  const { retry_after: seconds = 1 } = (error.details ?? {}) as { retry_after?: number };
  const body = JSON.stringify(errorBody(error, languageOf(headers['accept-language']), newTraceId()));
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: ${seconds}\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** Closes the connection under a socket without a word. */
export function putOff({ conn }: ChatSocket, error: AppError): void {
  refused.inc({ reason: error.code });
  conn.close();
}
