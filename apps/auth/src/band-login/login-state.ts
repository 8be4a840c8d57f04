import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A BAND login may take 10 minutes, in milliseconds. */
export const STATE_LIFETIME_MS = 10 * 60_000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

export const newState = (): string => randomBytes(32).toString('base64url');

/**
 * What redirect_uri carries, and what the state is stored under. BAND is not known to echo `state`; redirect_uri it has
 * to keep. So a client finds by the nonce in the address it is sent back to which of its own sign-ins this is (it saw
 * the same nonce in auth_url), refuses one that it did not begin, and sends the `state` that it kept. The nonce alone
 * finishes nothing.
 */
export const nonceOf = (state: string): string => sha256(state);

/** RFC 7636, S256. */
export function verifierFits(verifier: string | undefined, challenge: string): boolean {
  if (verifier === undefined) return false;
  const expected = Buffer.from(sha256(verifier));
  const given = Buffer.from(challenge);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
