import { IntervalJobs, metrics } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { UploadStorage } from './storage/upload-storage';
import { thumbnailKey } from './upload-keys';
import { UploadsRepository } from './uploads.repository';

const EVERY_MS = 10 * 60_000;

const swept = metrics.counter({ name: 'uploads_swept_total', help: 'Uploads deleted because nothing held them' });

/** Deletes uploads that nothing holds. Each is taken by one replica; what a replica that died had taken comes up again. */
@Injectable()
export class SweepUploads {
  private readonly logger = new Logger(SweepUploads.name);

  constructor(
    private readonly uploads: UploadsRepository,
    private readonly storage: UploadStorage,
    jobs: IntervalJobs,
  ) {
    jobs.start({ name: 'sweep of uploads', everyMs: EVERY_MS, run: () => this.run(), atOnce: false });
  }

  /** Deletes everything that is due. @returns how many uploads that were */
  async run(now = new Date()): Promise<number> {
    let count = 0;
    for (let due = await this.uploads.takeExpired(now); due; due = await this.uploads.takeExpired(now)) {
      const id = String(due._id);
      await this.storage.delete(id);
      await this.storage.delete(thumbnailKey(id));
      await this.uploads.remove(due._id);
      swept.inc();
      count += 1;
    }
    if (count > 0) this.logger.log({ msg: 'uploads that nothing held were deleted', count });
    return count;
  }
}
