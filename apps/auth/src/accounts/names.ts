import { randomInt } from 'node:crypto';

/** What two usernames or e-mails are compared by: full-width letters, case and composition do not tell them apart. */
export const uniqueKey = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC');

/** Letters and digits of any script, then also `.` `_` `-`: no spaces, nothing invisible, no `@`. */
export const USERNAME_PATTERN = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A username for someone who did not choose one; says nothing about the person. */
export function generateUsername(): string {
  const letters = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `member_${letters.join('')}`;
}
