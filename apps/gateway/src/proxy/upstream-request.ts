import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { IDENTITY_HEADERS, isReservedHeader } from '@dongbaejul/identity';

type Headers = Record<string, string | string[] | undefined>;

/**
 * Headers that end at the edge. Hop-by-hop ones (RFC 9110, 7.6.1); the token, which services have no use for; what a
 * client may claim about its own address; and Expect, which is between the client and us.
 */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'expect',
  'authorization',
  'forwarded',
  'x-real-ip',
  'x-request-id',
]);

/**
 * The client's headers as a service may see them.
 * @param hasBody whether a body follows; without one, framing headers would make the upstream wait for it
 */
export function forwardableHeaders(headers: Headers, hasBody: boolean): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  const hopByHop = namedInConnection(headers.connection);
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || DROPPED.has(name) || isReservedHeader(name) || hopByHop?.has(name)) continue;
    if (name.charCodeAt(0) === 0x78 && name.replace(/[_.]/g, '-').startsWith('x-forwarded')) continue;
    if (!hasBody && (name === 'content-length' || name === 'content-type')) continue;
    kept[name] = value;
  }
  return kept;
}

/**
 * What a `Connection` header says is meant for this hop only (RFC 9110, 7.6.1). Only the client's own headers are
 * asked: ours are added afterwards, so that nobody can take them away.
 */
function namedInConnection(connection: string | string[] | undefined): Set<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(
    String(connection)
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  );
}

/** Of an upstream's answer: what is between it and us, or says what runs behind the edge. */
const DROPPED_FROM_ANSWER = new Set<string>([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'proxy-authenticate',
  'proxy-connection',
  'trailer',
  'upgrade',
  'server',
  'x-powered-by',
  'x-request-id',
  ...Object.values(IDENTITY_HEADERS),
]);

/**
 * Adds to the edge's own headers what an upstream's answer says. Whatever it says about what the edge says itself, the
 * edge wins; only Vary is both. One object is filled: as three, joined by spreading, they were a seventh of all that a
 * request leaves to the garbage collector.
 */
export function addAnswerHeaders(own: OutgoingHttpHeaders, answer: IncomingHttpHeaders): void {
  const hopByHop = namedInConnection(answer.connection);
  for (const name in answer) {
    if (DROPPED_FROM_ANSWER.has(name) || hopByHop?.has(name)) continue;
    if (own[name] === undefined) own[name] = answer[name];
    else if (name === 'vary') own.vary = `${String(own.vary)}, ${String(answer.vary)}`;
  }
}
