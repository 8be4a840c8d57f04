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
    const body = await this.maker.make(() => this.fetcher.fetch(url), size);
    await this.thumbnails
      .keep(tag, body)
      .catch((error: unknown) => this.logger.warn({ msg: 'a picture could not be kept', err: error }));
    return body;
  }
}
