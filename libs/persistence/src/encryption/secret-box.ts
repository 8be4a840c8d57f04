import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const TAG_BYTES = 16;

/** One entry of DATA_ENCRYPTION_KEY: `kid:base64 of 32 bytes`. */
export const ENCRYPTION_KEY = /^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/]{43}=$/;

/**
 * Encrypts what must be readable again (BAND's tokens) by AES-256-GCM. The text names its key, so that keys can be
 * changed: put the new one first, and old texts stay readable as long as their key is listed.
 */
export class SecretBox {
  private readonly keys: Map<string, Buffer>;
  private readonly first: string;

  /**
   * @param keys `kid:base64 of 32 bytes`; the first encrypts
   * @throws when there is none, or two have the same id: one of them would stand for both, and what it sealed would be
   *   taken for sealed by the other
   */
  constructor(keys: readonly string[]) {
    this.keys = new Map(
      keys.map((entry) => {
        const [kid = '', key = ''] = entry.split(':');
        return [kid, Buffer.from(key, 'base64')];
      }),
    );
    if (this.keys.size < keys.length) throw new Error('Two encryption keys have the same id');
    const [first] = this.keys.keys();
    if (first === undefined) throw new Error('There is no encryption key');
    this.first = first;
  }

  /** @param context what the secret belongs to; a text moved to another owner does not decrypt */
  seal(secret: string, context: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key(this.first), iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
    return [VERSION, this.first, ...parts].join('.');
  }

  /** @throws when the text was altered, is another owner's, or its key is gone */
  open(text: string, context: string): string {
    const [version, kid = '', iv = '', tag = '', sealed = ''] = text.split('.');
    if (version !== VERSION) throw new Error('Unknown form of encrypted text');
    const decipher = createDecipheriv('aes-256-gcm', this.key(kid), Buffer.from(iv, 'base64url'), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(context))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8');
  }

  /** Whether a text was sealed by the key that seals now. */
  isCurrent(text: unknown): boolean {
    return typeof text === 'string' && text.startsWith(`${VERSION}.${this.first}.`);
  }

  /** A key for one purpose from each of ours, the newest first (RFC 5869). */
  derive(purpose: string): Buffer[] {
    return [...this.keys.values()].map((key) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32)));
  }

  private key(kid: string): Buffer {
    const key = this.keys.get(kid);
    if (!key) throw new Error(`There is no encryption key ${kid}`);
    return key;
  }
}
