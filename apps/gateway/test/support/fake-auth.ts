import {
  REVOCATIONS_PATH,
  Revocation,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  TOKEN_TYPE,
} from '@dongbaejul/identity';
import { generateKeyPairSync, KeyObject, randomUUID } from 'node:crypto';
import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';

export interface TokenOptions {
  key?: KeyObject | string;
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  algorithm?: jwt.Algorithm;
  without?: string[];
}

/** What the gateway needs of auth, with a key of its own: JWKS, revocations, and tokens good and bad. */
export class FakeAuth {
  readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly entries: Revocation[] = [];
  jwksAsked = 0;
  revocationsAsked = 0;
  private server: Server;

  async start(port = 0): Promise<string> {
    this.server = createServer((request, response) => {
      const url = request.url ?? '';
      response.setHeader('content-type', 'application/json');
      if (url === '/.well-known/jwks.json') {
        this.jwksAsked += 1;
        response.end(JSON.stringify({ keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: 'k1' }] }));
      } else if (url.startsWith(REVOCATIONS_PATH)) {
        this.revocationsAsked += 1;
        response.end(JSON.stringify({ status: 'ok', data: { revision: this.entries.length, entries: this.entries } }));
      } else if (url === '/readyz') response.end('{}');
      else response.writeHead(404).end('{}');
    });
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** An access token as auth signs it, changed as asked. */
  token(roles: string[] = ['USER'], options: TokenOptions = {}): string {
    const now = Date.now() / 1000;
    const claims: Record<string, unknown> = {
      sub: '65f000000000000000000001',
      username: '김민수',
      roles,
      sid: randomUUID(),
      iat: now,
      exp: Math.floor(now) + 900,
      iss: TOKEN_ISSUER,
      aud: TOKEN_AUDIENCE,
      jti: randomUUID(),
      ...options.claims,
    };
    for (const name of options.without ?? []) delete claims[name];
    return jwt.sign(claims, options.key ?? this.keys.privateKey, {
      algorithm: options.algorithm ?? TOKEN_ALGORITHM,
      header: {
        alg: options.algorithm ?? TOKEN_ALGORITHM,
        typ: TOKEN_TYPE,
        kid: 'k1',
        ...options.header,
      } as jwt.JwtHeader,
      noTimestamp: options.without?.includes('iat') ?? false,
    });
  }
}
