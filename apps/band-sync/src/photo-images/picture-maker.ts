import { Injectable } from '@nestjs/common';
import sharp from 'sharp';
import { PhotoImageErrors } from './photo-images.errors';
import type { PictureSize } from './picture-sizes';
import { TooManyWait, Turns } from './turns';

/** Only what cameras and phones make; SVG, for one, is a program. */
const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'avif']);
/** Whatever BAND calls it: no other kind of file is so much as opened, in the whole process. */
const READERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].flatMap((kind) =>
  ['Buffer', 'File'].map((source) => `VipsForeignLoad${kind}${source}`),
);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: READERS });
/** One that is made to be slow ends after this. */
const LONGEST_S = 15;
/** A picture of this size takes about 200 MB while it is made smaller. */
const MOST_PIXELS = 50_000_000;
const MADE_AT_ONCE = 2;
/** Of 20 MB at most each. More than are made, as one that comes slowly should hold up no other. */
const READ_AT_ONCE = 6;
/** Who comes when so many wait is told to come again: a BAND that is slow fills no memory. */
const MOST_WAITING = 200;

/** Makes pictures smaller, a few at a time: each takes much memory while it lasts. */
@Injectable()
export class PictureMaker {
  private readonly reading = new Turns(READ_AT_ONCE, MOST_WAITING);
  private readonly making = new Turns(MADE_AT_ONCE);

  /**
   * @param read brings the picture; called once it is this one's turn, so that few are in memory
   * @returns WebP, upright, no side longer than `size`, never enlarged, without where and when it was taken
   * @throws PHOTO_IMAGE_REFUSED for what is no picture, PHOTO_IMAGE_UNAVAILABLE when too many wait, and what `read` throws
   */
  async make(read: () => Promise<Buffer>, size: PictureSize): Promise<Buffer> {
    try {
      return await this.reading.take(async () => {
        const source = await read();
        return this.making.take(() => smaller(source, size));
      });
    } catch (error) {
      if (error instanceof TooManyWait) throw PhotoImageErrors.PHOTO_IMAGE_UNAVAILABLE(undefined, { cause: error });
      throw error;
    }
  }
}

async function smaller(source: Buffer, size: PictureSize): Promise<Buffer> {
  try {
    const image = sharp(source, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
    const { format } = await image.metadata();
    if (!FORMATS.has(format ?? '')) throw new Error('not a format that we take');
    return await image
      .rotate()
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .timeout({ seconds: LONGEST_S })
      .toBuffer();
  } catch (error) {
    throw PhotoImageErrors.PHOTO_IMAGE_REFUSED(undefined, { cause: error });
  }
}
