import { AppError, CommonErrors, ERROR_KINDS } from '@dongbaejul/contracts';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newTraceId, TRACE_ID_PATTERN } from '../context/request-context';
import { errorBody, languageOf, toAppError } from '../errors/error-response';

export interface HttpOptions {
  /** Peers whose X-Forwarded-For is believed: false, addresses and CIDR ranges, or a function that knows them. */
  trustProxy: boolean | string[] | ((address: string) => boolean);
  /** Whether this connection's X-Request-ID is taken over. */
  trustRequestId: (request: IncomingMessage) => boolean;
  bodyLimit: number;
  /** Milliseconds a client may take to send its whole request. */
  requestTimeout: number;
}

/** The adapter both kinds of application start from: ids, limits, and our envelope for what fails before routing. */
export function createFastifyAdapter(options: HttpOptions): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy: options.trustProxy,
    bodyLimit: options.bodyLimit,
    requestTimeout: options.requestTimeout,
    connectionTimeout: 0,
    // Longer than nginx's and undici's own keep-alive, so that the client side always closes first.
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && options.trustRequestId(request) && TRACE_ID_PATTERN.test(given)
        ? given
        : newTraceId();
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const failure = toAppError(error);
      void reply
        .status(failure.status)
        .header('X-Request-ID', request.id)
        .send(errorBody(failure, languageOf(request.headers['accept-language']), request.id));
    },
    clientErrorHandler: answerClientError,
  });
}

/**
 * What Node's server refuses before there is a request, by code. Its parser takes no raw UTF-8 in an address, which
 * browsers escape and scripts forget.
 */
const CLIENT_ERRORS: Record<string, () => AppError> = {
  HPE_HEADER_OVERFLOW: () => CommonErrors.HEADERS_TOO_LARGE(),
  HPE_INVALID_URL: () => CommonErrors.MALFORMED_URL(),
  ERR_HTTP_REQUEST_TIMEOUT: () => CommonErrors.REQUEST_TIMEOUT(),
};

/** The connection with the answer that is going out on it, which Node's types keep to themselves. */
type AnsweringSocket = Socket & { _httpMessage?: ServerResponse | null };

/**
 * What cannot be parsed as HTTP has no request and no language; it still gets our envelope and an id. Behind an earlier
 * request whose answer has begun it gets nothing: our words would be taken for a part of that answer.
 */
function answerClientError(this: unknown, error: NodeJS.ErrnoException, socket: AnsweringSocket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  const failure = (CLIENT_ERRORS[error.code ?? ''] ?? CommonErrors.MALFORMED_REQUEST)();
  const { status } = ERROR_KINDS[failure.kind];
  const traceId = newTraceId();
  const body = JSON.stringify(errorBody(failure, 'ko', traceId));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nX-Request-ID: ${traceId}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
