import path from 'node:path';
import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { isPicture } from './file-type';
import { PreparedPicture, preparePicture, THUMBNAIL_TYPE } from './prepare-picture';
import type { ReceivedFile } from './receive-upload.interceptor';
import { UploadStorage } from './storage/upload-storage';
import { thumbnailKey } from './upload-keys';
import { UploadsRepository } from './uploads.repository';

@Injectable()
export class StoreUpload {
  constructor(
    private readonly transactions: Transactions,
    private readonly uploads: UploadsRepository,
    private readonly storage: UploadStorage,
  ) {}

  /**
   * The row is there before the bytes and counts only after them: whatever is cut off in between is swept.
   * @returns the new upload's id: plain, so that a retried request can get it again
   */
  async run(who: Identity, file: ReceivedFile): Promise<string> {
    const prepared = path.join(file.folder, 'prepared');
    const thumbnail = path.join(file.folder, 'thumbnail');
    const picture: PreparedPicture | null = isPicture(file.type)
      ? await preparePicture(file.path, file.type, { picture: prepared, thumbnail })
      : null;
    const _id = new Types.ObjectId();
    await this.uploads.begin({
      _id,
      owner_id: who.userId,
      name: file.name,
      content_type: file.type,
      size: picture?.size ?? file.size,
      width: picture?.width ?? null,
      height: picture?.height ?? null,
      has_thumbnail: picture !== null,
      created_at: new Date(),
    });
    const id = String(_id);
    await this.storage.put(id, picture ? prepared : file.path, file.type);
    if (picture) await this.storage.put(thumbnailKey(id), thumbnail, THUMBNAIL_TYPE);
    return this.transactions.run(async (session) => {
      await this.uploads.arrived(session, _id);
      return id;
    });
  }
}
