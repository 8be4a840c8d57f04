import { SecretBox } from '@dongbaejul/persistence';
import { API_PREFIX } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PictureSize } from './picture-sizes';

/** Addresses made within the same stretch are the same, so that apps can keep the picture. */
const STRETCH_S = 6 * 60 * 60;

/** Signed, short-lived addresses of pictures: who holds one sees the picture, as an image tag sends no token. */
@Injectable()
export class ImageAddresses {
  private readonly keys: Buffer[];

  constructor(box: SecretBox) {
    this.keys = box.derive('photo-addresses');
  }

  /** Below the API's origin; good for 6 to 12 hours. */
  of(photoId: string, size: PictureSize, now = Date.now()): string {
    const expires = (Math.floor(now / 1_000 / STRETCH_S) + 2) * STRETCH_S;
    const signature = this.sign(this.keys[0] as Buffer, photoId, size, expires);
    return `/${API_PREFIX}/photos/${photoId}/image?size=${size}&expires=${expires}&signature=${signature}`;
  }

  holds(photoId: string, size: number, expires: number, signature: string, now = Date.now()): boolean {
    if (expires * 1_000 < now) return false;
    const given = Buffer.from(signature);
    return this.keys.some((key) => {
      const right = Buffer.from(this.sign(key, photoId, size, expires));
      return right.length === given.length && timingSafeEqual(right, given);
    });
  }

  private sign(key: Buffer, photoId: string, size: number, expires: number): string {
    return createHmac('sha256', key).update(`${photoId}:${size}:${expires}`).digest('base64url').slice(0, 32);
  }
}
