import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isAppError } from '@dongbaejul/contracts';
import sharp, { type Sharp } from 'sharp';
import type { PictureType } from './file-type';
import { writingInto } from './storage/writing-into';
import { UploadErrors } from './uploads.errors';

export interface PreparedPicture {
  width: number;
  height: number;
  /** Bytes. */
  size: number;
}

/** More are a bomb, not a photo: the largest phones' sensors have 50 million after their own binning. */
const MOST_PIXELS = 64_000_000;
const THUMBNAIL_PX = 400;
export const THUMBNAIL_TYPE = 'image/webp';

// Pictures of several members at once share the cores with everybody's requests.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Writes the picture anew, upright, without what its file told besides (where and with what it was taken), and a small
 * one beside it. Animations keep moving; their thumbnails stand still.
 * @throws PICTURE_BROKEN for what cannot be read, or only by spending far too much memory; SERVICE_UNAVAILABLE where the
 *   disk is full
 */
export async function preparePicture(
  from: string,
  type: PictureType,
  to: { picture: string; thumbnail: string },
): Promise<PreparedPicture> {
  try {
    return await writingInto(path.dirname(to.picture), () => write(from, type, to));
  } catch (error) {
    throw isAppError(error) ? error : UploadErrors.PICTURE_BROKEN(undefined, { cause: error });
  }
}

async function write(
  from: string,
  type: PictureType,
  to: { picture: string; thumbnail: string },
): Promise<PreparedPicture> {
  const limits = { limitInputPixels: MOST_PIXELS, failOn: 'error' } as const;
  const isAnimated = type === 'image/gif' || type === 'image/webp';
  const upright = sharp(from, { ...limits, animated: isAnimated })
    .autoOrient()
    .timeout({ seconds: 20 });
  const { width, height, pageHeight } = await inFormat(upright, type).toFile(to.picture);
  await sharp(to.picture, limits)
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78 })
    .timeout({ seconds: 20 })
    .toFile(to.thumbnail);
  return { width, height: pageHeight ?? height, size: (await stat(to.picture)).size };
}

function inFormat(picture: Sharp, type: PictureType): Sharp {
  switch (type) {
    case 'image/jpeg':
      return picture.jpeg({ quality: 90 });
    case 'image/png':
      return picture.png();
    case 'image/webp':
      return picture.webp({ quality: 90 });
    case 'image/gif':
      return picture.gif();
  }
}
