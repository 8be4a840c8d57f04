import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { API_PREFIX } from '@dongbaejul/service-kit';

export type Rendition = 'original' | 'thumbnail';

/**
 * Whom an address is given to. `members`: whoever may see what the file hangs on, so it opens while members may.
 * `few`: the file's owner, or who sees what members do not; it opens for longer, and is given to nobody else.
 */
export type Audience = 'members' | 'few';

const PURPOSE = 'upload addresses v1';
const LIFE_S = 15 * 60;
/** Addresses given out within as much time are the same, so that browsers find the file in their cache. */
const STEP_S = 5 * 60;

const ADDRESS = new RegExp(`^(?:https?://[^/?#\\s]+)?/${API_PREFIX}/uploads/([0-9a-f]{24})(?:[?#]\\S*)?$`);
const ID = /^[0-9a-f]{24}$/;

/** What is stored of an upload that is shown by its address: whoever shows it signs it. */
export const uploadPath = (id: string): string => `/${API_PREFIX}/uploads/${id}`;

/** @returns the upload that a text names by its id or by any address of it, signed or not; undefined for all others */
export const uploadIdIn = (text: string): string | undefined => ADDRESS.exec(text)?.[1] ?? ID.exec(text)?.[0];

/** Short-lived addresses that open one file to whoever holds them: an image tag sends no token. */
export class UploadAddresses {
  private derived: KeyObject | undefined;

  /** @param secret what the key is derived from (RFC 5869), the same in every service */
  constructor(
    private readonly secret: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns a path of the public API, good for 15 to 20 minutes */
  of(id: string, rendition: Rendition, audience: Audience = 'members'): string {
    const expires = (Math.floor(this.now() / 1_000 / STEP_S) + 1) * STEP_S + LIFE_S;
    const size = rendition === 'thumbnail' ? 'size=thumbnail&' : '';
    const signature = this.sign(id, rendition, expires, audience);
    return `${uploadPath(id)}?${size}expires=${expires}&signature=${signature}`;
  }

  /** @returns whom the address was given to; undefined for one that was never given out, or has ended */
  audienceOf(id: string, rendition: Rendition, expires: number, signature: string): Audience | undefined {
    if (expires * 1_000 < this.now()) return undefined;
    const given = Buffer.from(signature);
    return (['members', 'few'] as const).find((audience) => {
      const right = Buffer.from(this.sign(id, rendition, expires, audience));
      return given.length === right.length && timingSafeEqual(given, right);
    });
  }

  /** Made at the first need: what only prints its API document has no secret. */
  private key(): KeyObject {
    this.derived ??= createSecretKey(Buffer.from(hkdfSync('sha256', this.secret, '', PURPOSE, 32)));
    return this.derived;
  }

  private sign(id: string, rendition: Rendition, expires: number, audience: Audience): string {
    const text = `${id} ${rendition} ${expires}${audience === 'few' ? ' few' : ''}`;
    return createHmac('sha256', this.key()).update(text).digest('base64url');
  }
}
