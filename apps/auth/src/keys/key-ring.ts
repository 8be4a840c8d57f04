import { createHash, createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';

/** A public key as RFC 7517 shows it. */
export interface PublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  kid: string;
  alg: 'ES256';
  use: 'sig';
}

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicJwk: PublicJwk;
  /** Epoch ms. A key is published before it signs, so that everyone has it by then (5 minutes). */
  signsFrom: number;
}

/** All keys that tokens in use may be signed with: one of them signs, all are published. */
export class KeyRing {
  constructor(private readonly keys: readonly SigningKey[]) {
    if (keys.length === 0) throw new Error('There is no signing key');
  }

  /** The latest key whose time has come; before that, the earliest there is. */
  signing(now = Date.now()): SigningKey {
    const byAge = [...this.keys].sort((a, b) => b.signsFrom - a.signsFrom);
    return byAge.find((key) => key.signsFrom <= now) ?? (byAge.at(-1) as SigningKey);
  }

  jwks(): { keys: PublicJwk[] } {
    return { keys: this.keys.map((key) => key.publicJwk) };
  }
}

/**
 * @param pem a P-256 private key
 * @throws when it is something else
 */
export function signingKeyOf(pem: string, signsFrom = 0): SigningKey {
  const privateKey = createPrivateKey(pem);
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y) throw new Error('The signing key is not a P-256 key');
  const kid = thumbprint(x, y);
  return { kid, privateKey, signsFrom, publicJwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } };
}

/** RFC 7638: SHA-256 over the required members, in this order, without white space. */
const thumbprint = (x: string, y: string): string =>
  createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest('base64url');
