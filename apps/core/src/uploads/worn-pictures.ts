import { uploadIdIn } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { UploadsRepository } from './uploads.repository';

/**
 * The pictures that members wear. auth has one claimed before a member gets it, and tells of the change afterwards;
 * what auth tells decides: the picture that is worn is kept, and every other is let go.
 */
@Injectable()
export class WornPictures {
  constructor(private readonly uploads: UploadsRepository) {}

  /** @param avatar as auth tells it: that of an upload, another address, or none */
  async settle(session: ClientSession, memberId: string, avatar: string | null): Promise<void> {
    const worn = avatar === null ? undefined : uploadIdIn(avatar);
    if (worn !== undefined) {
      await this.uploads.claim(session, [worn], memberId, { type: 'member', id: memberId });
      await this.uploads.keepWorn(session, memberId, worn);
    }
    await this.uploads.releaseWorn(session, memberId, worn);
  }
}
