import {
  REVOCATIONS_PATH,
  Revocation,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  TOKEN_TYPE,
} from '@dongbaejul/identity';
import jwt from 'jsonwebtoken';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenWish {
  sub: string;
  username?: string;
  roles?: string[];
  withheldRoles?: string[];
  sid?: string;
  /** Seconds. */
  lifetime?: number;
}

/** What chat needs of auth, with a key of its own: JWKS, revocations, tokens. */
export class FakeAuth {
  /** It answers 503. */
  isAway = false;
  private keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private kid = 'k1';
  private readonly entries: Revocation[] = [];
  private server: Server;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      const url = request.url ?? '';
      response.setHeader('content-type', 'application/json');
      if (this.isAway) return void response.writeHead(503).end('{}');
      if (url === '/.well-known/jwks.json') {
        response.end(JSON.stringify({ keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: this.kid }] }));
      } else if (url.startsWith(REVOCATIONS_PATH)) {
        response.end(JSON.stringify({ status: 'ok', data: { revision: this.entries.length, entries: this.entries } }));
      } else response.writeHead(404).end('{}');
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Signs with another key from here on. */
  changeKey(): void {
    this.keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.kid = randomUUID();
  }

  endSession(sid: string): void {
    this.entries.push({ revision: this.entries.length + 1, kind: 'session', id: sid, expires_at: Date.now() + 60_000 });
  }

  /** Ends all sessions of an account (block), or makes its tokens stale (roles). */
  revokeAccount(id: string, effect: 'ended' | 'stale'): void {
    const revision = this.entries.length + 1;
    const now = Date.now();
    this.entries.push({ revision, kind: 'account', id, before: now, effect, expires_at: now + 60_000 });
  }

  token({
    sub,
    username = `user-${sub.slice(-4)}`,
    roles = ['USER'],
    withheldRoles: withheld_roles,
    sid = randomUUID(),
    lifetime = 900,
  }: TokenWish): string {
    const now = Date.now() / 1000;
    const claims = { sub, username, roles, sid, iat: now, exp: Math.ceil(now + lifetime), jti: randomUUID() };
    return jwt.sign(
      { ...claims, ...(withheld_roles && { withheld_roles }), iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE },
      this.keys.privateKey,
      {
        algorithm: TOKEN_ALGORITHM,
        header: { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid: this.kid },
      },
    );
  }
}
