import { createHash, randomBytes } from 'node:crypto';

export const newState = (): string => randomBytes(32).toString('base64url');

/**
 * What redirect_uri carries, and what the attempt is stored under. BAND is not known to echo `state`; redirect_uri it
 * has to keep. So a client finds by the nonce which of its own attempts this is, and sends the `state` that it kept. The
 * nonce alone finishes nothing.
 */
export const nonceOf = (state: string): string => createHash('sha256').update(state).digest('base64url');
