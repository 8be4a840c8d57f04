import type { ClaimedUploads, ClaimUploads, UploadedFile } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { Uploads } from './uploads';
import { UploadErrors } from './uploads.errors';
import { UploadsRepository } from './uploads.repository';

@Injectable()
export class UploadsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly uploads: Uploads,
    private readonly repository: UploadsRepository,
  ) {}

  /** As its owner sees it who has just sent it. */
  async one(id: string): Promise<UploadedFile> {
    const row = await this.repository.find(id);
    if (!row) throw UploadErrors.UPLOAD_NOT_FOUND();
    return this.uploads.present(row, 'few');
  }

  /** For other services, which hang uploads on what is theirs. */
  async claim({ upload_ids: ids, owner_id: ownerId, hangs_on: hold }: ClaimUploads): Promise<ClaimedUploads> {
    return {
      uploads: await this.transactions.run((session) => this.uploads.claim(session, ids, ownerId, hold)),
    };
  }
}
