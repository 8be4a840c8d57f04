import { randomInt } from 'node:crypto';

/** What two usernames or e-mails are compared by: full-width letters, case and composition do not tell them apart. */
export const uniqueKey = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC');

/**
 * Hangul, Latin letters and digits, then also `.` `_` `-`. No other script, whose letters look like Latin ones (Cyrillic
 * а), no full-width or accented letters, and no Hangul fillers, which show nothing.
 */
export const USERNAME_PATTERN = /^[가-힣ㄱ-ㅎㅏ-ㅣA-Za-z0-9][가-힣ㄱ-ㅎㅏ-ㅣA-Za-z0-9._-]*$/;

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A username for someone who did not choose one; says nothing about the person. */
export function generateUsername(): string {
  const letters = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `member_${letters.join('')}`;
}
