import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export type Rendition = 'original' | 'thumbnail';

const PURPOSE = 'upload addresses v1';
const LIFE_S = 15 * 60;
/** Addresses given out within as much time are the same, so that browsers find the file in their cache. */
const STEP_S = 5 * 60;

/** Short-lived addresses that open one file to whoever holds them, made with a key of the server's. */
export class UploadAddresses {
  private readonly key: Buffer;

  /** @param secret what the key is derived from (RFC 5869), the same in every process of the service */
  constructor(
    secret: string,
    private readonly now: () => number = Date.now,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, 32));
  }

  /** @returns a path of the public API, good for 15 to 20 minutes */
  of(id: string, rendition: Rendition): string {
    const expires = (Math.floor(this.now() / 1_000 / STEP_S) + 1) * STEP_S + LIFE_S;
    const size = rendition === 'thumbnail' ? 'size=thumbnail&' : '';
    return `/api/v1/uploads/${id}?${size}expires=${expires}&signature=${this.sign(id, rendition, expires)}`;
  }

  /** Whether an address with this signature was given out and is still good. */
  isGood(id: string, rendition: Rendition, expires: number, signature: string): boolean {
    if (expires * 1_000 < this.now()) return false;
    const [given, right] = [Buffer.from(signature), Buffer.from(this.sign(id, rendition, expires))];
    return given.length === right.length && timingSafeEqual(given, right);
  }

  private sign(id: string, rendition: Rendition, expires: number): string {
    return createHmac('sha256', this.key).update(`${id} ${rendition} ${expires}`).digest('base64url');
  }
}
