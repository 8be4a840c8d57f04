import { createHash, createHmac, randomBytes } from 'node:crypto';

/** 30 days, in milliseconds. */
export const REFRESH_LIFETIME_MS = 30 * 24 * 3_600_000;
/** How long a lost reply may be asked for again, in milliseconds. */
export const GRACE_MS = 10_000;

const BYTES = 32;

/** A token's place in the database. It has 256 random bits, so a plain digest cannot be guessed back. */
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export const newRefreshToken = (): string => randomBytes(BYTES).toString('base64url');

/**
 * The token that follows another. It can be made again from the old one and a key of the server, so a reply that was
 * lost on its way can be given again although no token is kept in clear.
 */
export const successorOf = (token: string, key: Buffer): string =>
  createHmac('sha256', key).update(token).digest('base64url');

export type RefreshVerdict = 'rotate' | 'repeat' | 'reused';

/** What a known token is worth now. */
export function judge(
  row: { usedAt: Date | null },
  successor: { usedAt: Date | null } | null,
  now: number,
): RefreshVerdict {
  if (row.usedAt === null) return 'rotate';
  const lostReply = now - row.usedAt.getTime() <= GRACE_MS && successor !== null && successor.usedAt === null;
  // Whoever used the successor has it; someone who still shows its predecessor is somebody else.
  return lostReply ? 'repeat' : 'reused';
}
