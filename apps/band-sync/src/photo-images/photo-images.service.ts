import { isAppError } from '@dongbaejul/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, Types } from 'mongoose';
import { Photo } from '../photos/photo.schema';
import { ImageAddresses } from './image-addresses';
import { PhotoImageErrors } from './photo-images.errors';
import { thumbnailsTotal } from './photo-images.metrics';
import { PictureFetcher } from './picture-fetcher';
import { PictureMaker } from './picture-maker';
import type { PictureSize } from './picture-sizes';
import { ThumbnailsRepository } from './thumbnails.repository';

const REFUSED_FOR_MS = 5 * 60_000;
const MOST_REFUSED = 5_000;

export interface SignedImage {
  photoId: string;
  size: PictureSize;
  expires: number;
  signature: string;
}

/** A photo in a size, made once and kept. */
@Injectable()
export class PhotoImagesService {
  private readonly logger = new Logger(PhotoImagesService.name);
  private readonly making = new Map<string, Promise<Buffer>>();
  /** Until when what was refused is not fetched again, by tag. */
  private readonly refused = new Map<string, number>();

  constructor(
    @InjectModel(Photo.name) private readonly photos: Model<Photo>,
    private readonly addresses: ImageAddresses,
    private readonly thumbnails: ThumbnailsRepository,
    private readonly fetcher: PictureFetcher,
    private readonly maker: PictureMaker,
  ) {}

  /**
   * @returns the picture, and a tag that changes with it
   * @throws PHOTO_ADDRESS_INVALID, PHOTO_NOT_FOUND, PHOTO_IMAGE_UNAVAILABLE, PHOTO_IMAGE_REFUSED
   */
  async image({ photoId, size, expires, signature }: SignedImage): Promise<{ body: Buffer; tag: string }> {
    if (!this.addresses.holds(photoId, size, expires, signature)) throw PhotoImageErrors.PHOTO_ADDRESS_INVALID();
    const photo = await this.photos.findById(new Types.ObjectId(photoId), { url: 1, hash: 1, is_deleted: 1 }).lean();
    if (!photo || photo.is_deleted) throw PhotoImageErrors.PHOTO_NOT_FOUND();
    const tag = `${photoId}-${size}-${photo.hash}`;
    const kept = await this.thumbnails.find(tag);
    thumbnailsTotal.inc({ result: kept ? 'kept' : 'made' });
    return { body: kept ?? (await this.makeOnce(tag, photo.url, size)), tag };
  }

  /** Many ask for a new picture at the same moment; it is made once. */
  private makeOnce(tag: string, url: string, size: PictureSize): Promise<Buffer> {
    const making = this.making.get(tag) ?? this.make(tag, url, size).finally(() => this.making.delete(tag));
    this.making.set(tag, making);
    return making;
  }

  private async make(tag: string, url: string, size: PictureSize): Promise<Buffer> {
    if ((this.refused.get(tag) ?? 0) > Date.now()) throw PhotoImageErrors.PHOTO_IMAGE_REFUSED();
    const body = await this.maker
      .make(() => this.fetcher.fetch(url), size)
      .catch((error: unknown) => {
        if (isAppError(error) && error.code === 'PHOTO_IMAGE_REFUSED') this.remember(tag);
        throw error;
      });
    await this.thumbnails
      .keep(tag, body)
      .catch((error: unknown) => this.logger.warn({ msg: 'a picture could not be kept', err: error }));
    return body;
  }

  /** What cannot be shown costs a fetch of up to 20 MB each time it is tried. */
  private remember(tag: string): void {
    if (this.refused.size >= MOST_REFUSED) this.refused.clear();
    this.refused.set(tag, Date.now() + REFUSED_FOR_MS);
  }
}
