import { Agent } from 'undici';

/** Connections per address. One keep-alive connection carries one request at a time. */
const CONNECTIONS = 256;

/**
 * The keep-alive pools to the services.
 * @param idleTimeoutMs how long an answer may pause between two chunks
 */
export function createUpstreamAgent(idleTimeoutMs: number): Agent {
  return new Agent({
    connections: CONNECTIONS,
    // Shorter than the services' own 75 s, so that we never write on a connection they are closing.
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 30_000,
    connect: { timeout: 2_000 },
    // Headers have the route's own deadline (see Patience); a chunk has this.
    headersTimeout: 0,
    bodyTimeout: idleTimeoutMs,
    pipelining: 1,
  });
}
