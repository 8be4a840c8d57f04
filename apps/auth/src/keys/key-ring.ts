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

const CLOCKS_DIFFER_MS = 60_000;
const ENTRY = /(?:# signs-from: (\S+)\s+)?(-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----)/g;

/** All keys that tokens in use may be signed with: one of them signs, all are published. */
export class KeyRing {
  /** The latest first. */
  private keys: readonly SigningKey[] = [];

  /** @param tokenLifeMs how long a token of a key may be shown after the key stopped to sign */
  constructor(
    keys: readonly SigningKey[],
    private readonly tokenLifeMs = Number.POSITIVE_INFINITY,
  ) {
    this.replace(keys);
  }

  /** @throws when there is none: the keys so far then stay */
  replace(keys: readonly SigningKey[]): void {
    if (keys.length === 0) throw new Error('There is no signing key');
    this.keys = [...keys].sort((a, b) => b.signsFrom - a.signsFrom);
  }

  /** The latest key whose time has come; before that, the earliest there is. */
  signing(now = Date.now()): SigningKey {
    return this.keys.find((key) => key.signsFrom <= now) ?? (this.keys.at(-1) as SigningKey);
  }

  /** Those to come, the one that signs, and those whose last tokens have not expired. */
  jwks(now = Date.now()): { keys: PublicJwk[] } {
    const inUse = this.keys.filter((_, i) => {
      const successor = this.keys[i - 1];
      return !successor || now < successor.signsFrom + this.tokenLifeMs + CLOCKS_DIFFER_MS;
    });
    return { keys: inUse.map((key) => key.publicJwk) };
  }
}

/**
 * Several keys in one text: PEM blocks, each behind a line `# signs-from: <ISO time>` unless it signs from the beginning.
 * @throws when one of them is no P-256 key or its time cannot be read
 */
export function signingKeysOf(text: string): SigningKey[] {
  return [...text.matchAll(ENTRY)].map(([, from, pem = '']) => {
    const signsFrom = from === undefined ? 0 : Date.parse(from);
    if (Number.isNaN(signsFrom)) throw new Error('A signs-from of the signing keys is no time');
    return signingKeyOf(pem, signsFrom);
  });
}

/**
 * @param pem a P-256 private key
 * @throws when it is something else, saying nothing of what it is
 */
export function signingKeyOf(pem: string, signsFrom = 0): SigningKey {
  const privateKey = privateKeyOf(pem);
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y) throw new Error('The signing key is not a P-256 key');
  const kid = thumbprint(x, y);
  return { kid, privateKey, signsFrom, publicJwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } };
}

function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error('The signing key cannot be read: PEM of a P-256 private key is wanted, without a passphrase');
  }
}

/** RFC 7638: SHA-256 over the required members, in this order, without white space. */
const thumbprint = (x: string, y: string): string =>
  createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest('base64url');
