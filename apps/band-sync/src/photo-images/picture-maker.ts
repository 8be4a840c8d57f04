import { Injectable } from '@nestjs/common';
import sharp from 'sharp';
import { PhotoImageErrors } from './photo-images.errors';
import type { PictureSize } from './picture-sizes';

/** Only what cameras and phones make; SVG, for one, is a program. */
const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'avif']);
/** A picture of this size takes about 200 MB while it is made smaller. */
const MOST_PIXELS = 50_000_000;
const AT_ONCE = 2;

/** Makes pictures smaller, a few at a time: each takes much memory while it lasts. */
@Injectable()
export class PictureMaker {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /**
   * @returns WebP, upright, no side longer than `size`, never enlarged, without where and when it was taken
   * @throws PHOTO_IMAGE_REFUSED for what is no picture
   */
  async make(source: Buffer, size: PictureSize): Promise<Buffer> {
    if (this.running >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
    try {
      const image = sharp(source, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
      const { format } = await image.metadata();
      if (!FORMATS.has(format ?? '')) throw new Error('not a format that we take');
      return await image
        .rotate()
        .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80 })
        .toBuffer();
    } catch (error) {
      throw PhotoImageErrors.PHOTO_IMAGE_REFUSED(undefined, { cause: error });
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }
}
