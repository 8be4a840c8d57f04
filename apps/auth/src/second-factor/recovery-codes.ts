import { createHmac, randomInt } from 'node:crypto';

const CODES = 10;
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const HALF = 5;

const half = (): string => Array.from({ length: HALF }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** For a lost phone: ten, each good once. 49 bits each. */
export const newRecoveryCodes = (): string[] => Array.from({ length: CODES }, () => `${half()}-${half()}`);

/** As people type them. */
const plain = (code: string): string => code.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What is stored: of no use without a key of the server. */
export const recoveryDigest = (code: string, key: Buffer): string =>
  createHmac('sha256', key).update(plain(code)).digest('base64url');
