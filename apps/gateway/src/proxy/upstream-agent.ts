import { Readable } from 'node:stream';
import { Agent, Dispatcher } from 'undici';
import { SIGNAL } from './attempt';

interface RequestOptions extends Dispatcher.RequestOptions {
  headers: Record<string | symbol, unknown> & Dispatcher.RequestOptions['headers'];
}

/** Connections per address. One keep-alive connection carries one request at a time. */
const CONNECTIONS = 256;

/**
 * The keep-alive pools to the services, in the shape reply-from takes a client in. Adds each request's own signal,
 * which arrives among the headers because reply-from passes nothing else through.
 */
export function createUpstreamAgent(idleTimeoutMs: number): {
  request: (options: RequestOptions, callback: (error: Error | null, data: Dispatcher.ResponseData) => void) => void;
  destroy: () => Promise<void>;
} {
  const agent = new Agent({
    connections: CONNECTIONS,
    // Shorter than the services' own 75 s, so that we never write on a connection they are closing.
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 30_000,
    connect: { timeout: 2_000 },
    // Headers have the route's own deadline (see Attempt); a chunk has this.
    headersTimeout: 0,
    bodyTimeout: idleTimeoutMs,
    pipelining: 1,
  });
  return {
    request: (options, callback) => {
      const signal = options.headers[SIGNAL];
      agent.request(
        {
          ...options,
          body: untilWritten(options.body),
          signal,
          headersTimeout: 0,
          bodyTimeout: idleTimeoutMs,
        } as Dispatcher.RequestOptions & {
          origin: string;
        },
        callback as never,
      );
    },
    destroy: () => agent.destroy(),
  };
}

/**
 * The body as an iterable that touches its stream only when the connection is there. Given the stream itself, undici
 * would destroy it when an address cannot be reached, and there would be nothing left to send to another.
 */
function untilWritten(body: Dispatcher.RequestOptions['body']): Dispatcher.RequestOptions['body'] {
  if (!(body instanceof Readable)) return body;
  const lazy: AsyncIterable<unknown> = { [Symbol.asyncIterator]: () => body[Symbol.asyncIterator]() };
  // undici takes iterables; its types do not say so.
  return lazy as unknown as Readable;
}
