import { createHash } from 'node:crypto';

/** A short fingerprint of JSON values, for "is it still the same?". Order counts. */
export const contentHash = (value: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
