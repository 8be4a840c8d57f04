import type { Readable } from 'node:stream';
import { CommonErrors } from '@dongbaejul/contracts';
import { type Audience, type Identity, UploadAddresses } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import type { OpenUploadQuery } from './dto/uploads.dto';
import { isPicture, FileType } from './file-type';
import { THUMBNAIL_TYPE } from './prepare-picture';
import { UploadStorage } from './storage/upload-storage';
import { thumbnailKey } from './upload-keys';
import type { Upload } from './upload.schema';
import { Uploads } from './uploads';
import { UploadErrors } from './uploads.errors';
import { UploadsRepository } from './uploads.repository';

export interface OpenedUpload {
  bytes: Readable;
  headers: Record<string, string>;
}

@Injectable()
export class OpenUpload {
  constructor(
    private readonly uploads: Uploads,
    private readonly repository: UploadsRepository,
    private readonly storage: UploadStorage,
    private readonly addresses: UploadAddresses,
  ) {}

  /**
   * @param who undefined where nobody is signed in: only an address then opens a file
   * @throws SIGN_IN_REQUIRED, UPLOAD_ADDRESS_EXPIRED, UPLOAD_NOT_FOUND (also for what is not theirs to see, or whose
   *   address was given out while members saw what it hangs on)
   */
  async run(id: string, query: OpenUploadQuery, who: Identity | undefined): Promise<OpenedUpload> {
    const rendition = query.size ?? 'original';
    const audience = this.audienceOf(id, query);
    if (!audience && !who) {
      throw query.signature === undefined ? CommonErrors.SIGN_IN_REQUIRED() : UploadErrors.UPLOAD_ADDRESS_EXPIRED();
    }
    const upload = await this.repository.find(id);
    if (!upload || !(await this.mayOpen(upload, audience, who))) throw UploadErrors.UPLOAD_NOT_FOUND();
    const isThumbnail = rendition === 'thumbnail';
    if (isThumbnail && !upload.has_thumbnail) throw UploadErrors.UPLOAD_NOT_FOUND();
    const bytes = await this.storage.get(isThumbnail ? thumbnailKey(id) : id);
    if (!bytes) throw UploadErrors.UPLOAD_NOT_FOUND();
    return { bytes, headers: headersOf(upload, isThumbnail) };
  }

  private async mayOpen(upload: Upload, audience: Audience | undefined, who: Identity | undefined): Promise<boolean> {
    if (audience && (await this.uploads.isOpenTo(audience, upload))) return true;
    return who !== undefined && this.uploads.maySee(who, upload);
  }

  private audienceOf(id: string, { size, expires, signature }: OpenUploadQuery): Audience | undefined {
    if (expires === undefined || signature === undefined) return undefined;
    return this.addresses.audienceOf(id, size ?? 'original', expires, signature);
  }
}

/** Files are members' own: a browser shows pictures, saves everything else, and runs nothing. */
function headersOf(upload: Upload, isThumbnail: boolean): Record<string, string> {
  const inline = isPicture(upload.content_type as FileType);
  const name = encodeURIComponent(upload.name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return {
    'content-type': isThumbnail ? THUMBNAIL_TYPE : upload.content_type,
    ...(!isThumbnail && { 'content-length': String(upload.size) }),
    'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
    // An id's bytes never change; only who may have them is asked anew.
    'cache-control': 'private, max-age=900, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
  };
}
