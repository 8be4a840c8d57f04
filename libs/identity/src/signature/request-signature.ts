import type { ServiceName } from '@dongbaejul/contracts';
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Identity, onlyRoles } from '../identity';
import { IDENTITY_HEADERS } from './identity-headers';

/** A signed request is believed for this long, in milliseconds either way. */
export const SIGNATURE_LIFETIME_MS = 30_000;
const VERSION = 'v1';

/** What a signature vouches for: this request to this service, asked by this person or service. */
export interface SignedRequest {
  service: ServiceName;
  method: string;
  /** Path and query exactly as sent. */
  path: string;
  /** Absent on anonymous routes. */
  identity?: Identity;
  clientAddress: string;
  /** Set on calls between services: who calls. */
  caller?: ServiceName;
}

export type Headers = Record<string, string | string[] | undefined>;

export interface CheckedIdentity {
  identity?: Identity;
  clientAddress: string;
  caller?: string;
}

type Fields = Record<
  'userId' | 'username' | 'roles' | 'withheldRoles' | 'sessionId' | 'clientAddress' | 'caller',
  string
>;

/** Signs and checks the identity that travels from the gateway to the services, by HMAC-SHA-256. */
export class RequestSigner {
  /** Made once: given as text, the key would be prepared anew for each request. */
  private readonly key: KeyObject;

  constructor(
    secret: string,
    private readonly now: () => number = Date.now,
  ) {
    this.key = createSecretKey(secret, 'utf8');
  }

  /** The headers to add to the upstream request. */
  sign(request: SignedRequest): Record<string, string> {
    const fields = {
      userId: request.identity?.userId ?? '',
      username: request.identity ? encodeURIComponent(request.identity.username) : '',
      roles: request.identity?.roles.join(',') ?? '',
      withheldRoles: request.identity?.withheldRoles?.join(',') ?? '',
      sessionId: request.identity?.sessionId ?? '',
      clientAddress: request.clientAddress,
      caller: request.caller ?? '',
    };
    const time = this.now();
    const headers: Record<string, string> = {
      [IDENTITY_HEADERS.clientAddress]: fields.clientAddress,
      [IDENTITY_HEADERS.signature]: `${VERSION}.${time}.${this.mac(request, time, fields)}`,
    };
    if (fields.caller) headers[IDENTITY_HEADERS.caller] = fields.caller;
    if (request.identity) {
      headers[IDENTITY_HEADERS.userId] = fields.userId;
      headers[IDENTITY_HEADERS.username] = fields.username;
      headers[IDENTITY_HEADERS.roles] = fields.roles;
      if (fields.withheldRoles) headers[IDENTITY_HEADERS.withheldRoles] = fields.withheldRoles;
      headers[IDENTITY_HEADERS.sessionId] = fields.sessionId;
    }
    return headers;
  }

  /**
   * Checks what came with a request.
   * @returns who asks, or undefined when the signature is missing, altered, expired, or meant for another request
   */
  check(request: Pick<SignedRequest, 'service' | 'method' | 'path'>, headers: Headers): CheckedIdentity | undefined {
    const [version, stamp, mac] = one(headers, IDENTITY_HEADERS.signature).split('.');
    const time = Number(stamp);
    if (version !== VERSION || !mac || !Number.isSafeInteger(time)) return undefined;
    if (Math.abs(this.now() - time) > SIGNATURE_LIFETIME_MS) return undefined;
    const fields = {
      userId: one(headers, IDENTITY_HEADERS.userId),
      username: one(headers, IDENTITY_HEADERS.username),
      roles: one(headers, IDENTITY_HEADERS.roles),
      withheldRoles: one(headers, IDENTITY_HEADERS.withheldRoles),
      sessionId: one(headers, IDENTITY_HEADERS.sessionId),
      clientAddress: one(headers, IDENTITY_HEADERS.clientAddress),
      caller: one(headers, IDENTITY_HEADERS.caller),
    };
    if (!sameText(mac, this.mac(request, time, fields))) return undefined;
    return {
      clientAddress: fields.clientAddress,
      ...(fields.caller && { caller: fields.caller }),
      ...(fields.userId && {
        identity: {
          userId: fields.userId,
          username: decodeURIComponent(fields.username),
          roles: onlyRoles(fields.roles.split(',')),
          ...(fields.withheldRoles && { withheldRoles: onlyRoles(fields.withheldRoles.split(',')) }),
          sessionId: fields.sessionId,
        },
      }),
    };
  }

  private mac(request: Pick<SignedRequest, 'service' | 'method' | 'path'>, time: number, fields: Fields): string {
    // Line breaks cannot occur inside any of these (they are header values and a request target), so none can run
    // over into the next.
    const text =
      `${VERSION}\n${request.service}\n${request.method}\n${request.path}\n${time}\n${fields.userId}\n` +
      `${fields.username}\n${fields.roles}\n${fields.sessionId}\n${fields.clientAddress}\n${fields.caller}` +
      // Nearly nobody has any: what a process of the release before signs holds here as well, and the other way round.
      (fields.withheldRoles && `\n${fields.withheldRoles}`);
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}

/** A header sent twice is no header of ours. */
const one = (headers: Headers, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

function sameText(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
