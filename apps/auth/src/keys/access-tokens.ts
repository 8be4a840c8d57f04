import type { Role } from '@dongbaejul/contracts';
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE, TokenClaims } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { randomUUID } from 'node:crypto';
import { AuthConfig } from '../config';
import { KeyRing } from './key-ring';

export interface TokenSubject {
  accountId: string;
  username: string;
  /** Empty unless the account is active. */
  roles: readonly Role[];
  /** Those that a second factor would give force. */
  withheldRoles: readonly Role[];
  sessionId: string;
}

/** Signs access tokens; nobody else can. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: KeyRing,
    private readonly config: AuthConfig,
  ) {}

  get lifetimeSeconds(): number {
    return this.config.accessTokenSeconds;
  }

  /** @param issuedAt epoch ms; an account's revocations compare with it, so it keeps its milliseconds */
  sign(subject: TokenSubject, issuedAt: number): string {
    const { kid, privateKey } = this.keys.signing();
    const claims: TokenClaims = {
      sub: subject.accountId,
      username: subject.username,
      roles: [...subject.roles],
      ...(subject.withheldRoles.length > 0 && { withheld_roles: [...subject.withheldRoles] }),
      sid: subject.sessionId,
      iat: issuedAt / 1000,
      exp: Math.floor(issuedAt / 1000) + this.lifetimeSeconds,
      iss: TOKEN_ISSUER,
      aud: TOKEN_AUDIENCE,
      jti: randomUUID(),
    };
    const header = { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid };
    return jwt.sign(claims, privateKey, { algorithm: TOKEN_ALGORITHM, header });
  }
}
