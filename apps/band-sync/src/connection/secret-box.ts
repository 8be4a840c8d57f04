import { Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { BandSyncConfig } from '../config';

const VERSION = 'v1';
const IV_BYTES = 12;

/**
 * Secrets at rest: AES-256-GCM under the first of the configured keys, `v1.<kid>.<iv>.<tag>.<text>` in base64url.
 * To rotate, put the new key first and keep the old one until everything was written again.
 */
@Injectable()
export class SecretBox {
  private readonly keys: Map<string, Buffer>;
  private readonly current: string;

  constructor(config: BandSyncConfig) {
    const pairs = (config.DATA_ENCRYPTION_KEY ?? []).map((entry): [string, Buffer] => {
      const colon = entry.indexOf(':');
      return [entry.slice(0, colon), Buffer.from(entry.slice(colon + 1), 'base64')];
    });
    this.keys = new Map(pairs);
    this.current = pairs[0]?.[0] ?? '';
  }

  /** @param purpose bound into the ciphertext: what was sealed for one place cannot be opened in another */
  seal(text: string, purpose: string): string {
    const key = this.keys.get(this.current);
    if (!key) throw new Error('There is no DATA_ENCRYPTION_KEY');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
    return [VERSION, this.current, ...parts].join('.');
  }

  /** @returns the text, or undefined when it was altered, sealed for something else, or its key is gone */
  open(box: string, purpose: string): string | undefined {
    const [version, kid = '', iv = '', tag = '', sealed = ''] = box.split('.');
    const key = this.keys.get(kid);
    if (version !== VERSION || !key) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      return decipher.update(sealed, 'base64url', 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }
}
