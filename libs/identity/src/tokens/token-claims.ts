import { Role } from '@dongbaejul/contracts';
import { onlyRoles } from '../identity';

export const TOKEN_ISSUER = 'dongbaejul-auth';
export const TOKEN_AUDIENCE = 'dongbaejul-api';
export const TOKEN_ALGORITHM = 'ES256';
/** RFC 9068: marks an access token, so that no other token we sign passes for one. */
export const TOKEN_TYPE = 'at+jwt';

/** Claims of an access token; all but `withheld_roles` are required. `iat` has milliseconds after the point (RFC 7519, NumericDate). */
export interface TokenClaims {
  sub: string;
  username: string;
  roles: Role[];
  /** Those of the account that a second factor would give force; absent where there are none. */
  withheld_roles?: Role[];
  sid: string;
  iat: number;
  exp: number;
  iss: string;
  aud: string;
  jti: string;
}

/** The claims, or undefined when one is missing or of another type. Signature and times are checked elsewhere. */
export function readClaims(payload: unknown): TokenClaims | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const claims = payload as Partial<Record<keyof TokenClaims, unknown>>;
  const texts = [claims.sub, claims.username, claims.sid, claims.iss, claims.aud, claims.jti];
  if (!texts.every((text) => typeof text === 'string' && text !== '')) return undefined;
  if (typeof claims.iat !== 'number' || typeof claims.exp !== 'number' || !Array.isArray(claims.roles))
    return undefined;
  const { withheld_roles: withheld, ...rest } = claims;
  return {
    ...(rest as unknown as TokenClaims),
    roles: onlyRoles(claims.roles),
    ...(Array.isArray(withheld) && { withheld_roles: onlyRoles(withheld) }),
  };
}
