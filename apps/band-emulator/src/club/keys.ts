import { mix } from './random';

export const KEY_KINDS = ['user', 'post', 'comment', 'album', 'photo', 'post-photo', 'cursor'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Numbers from here on belong to what was added while the emulator runs. */
export const FIRST_ADDED = 0x8000_0000;

/**
 * Opaque keys that look like BAND's (24 characters, starting with AA) and still lead back to a number, so that
 * 100,000 posts need no index in memory.
 */
export class KeyCodec {
  constructor(private readonly seed: number) {}

  encode(kind: KeyKind, id: number): string {
    const k = KEY_KINDS.indexOf(kind);
    const salt = mix(this.seed, k, id, 1);
    const bytes = Buffer.alloc(18);
    bytes.writeUInt16BE(k, 0);
    bytes.writeUInt32BE(salt, 2);
    bytes.writeUInt32BE((id ^ mix(this.seed, k, salt, 2)) >>> 0, 6);
    bytes.writeUInt32BE(mix(this.seed, k, id, 3), 10);
    bytes.writeUInt32BE(mix(this.seed, k, id, 4), 14);
    return bytes.toString('base64url');
  }

  /** The number behind a key, or undefined when the key is not one of this club's and this kind. */
  decode(kind: KeyKind, key: string): number | undefined {
    if (!/^[A-Za-z0-9_-]{24}$/.test(key)) return undefined;
    const bytes = Buffer.from(key, 'base64url');
    const k = KEY_KINDS.indexOf(kind);
    const id = (bytes.readUInt32BE(6) ^ mix(this.seed, k, bytes.readUInt32BE(2), 2)) >>> 0;
    return this.encode(kind, id) === key ? id : undefined;
  }
}
