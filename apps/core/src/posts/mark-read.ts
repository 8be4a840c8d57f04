import { Injectable, Logger } from '@nestjs/common';
import { PostReadsRepository } from './post-reads.repository';
import type { PostRow } from './post.schema';
import { ReaderMarks } from './reader-marks';

@Injectable()
export class MarkRead {
  private readonly logger = new Logger(MarkRead.name);

  constructor(
    private readonly reads: PostReadsRepository,
    private readonly marks: ReaderMarks,
  ) {}

  /**
   * Marks the post as read by the member, once; `view_count` counts these marks, so it means members, not openings.
   * Authors have read what they wrote, and drafts have no readers: neither is counted.
   * @returns whether the member counts as reader, and whether that is new
   */
  async run(post: PostRow, memberId: string): Promise<{ read: boolean; isNew: boolean }> {
    if (post.author_id === memberId || post.state !== 'published') return { read: true, isNew: false };
    if (await this.reads.has(post._id, memberId)) return { read: true, isNew: false };
    try {
      return { read: true, isNew: await this.marks.note(post._id, memberId) };
    } catch (error) {
      // A post can be read even where that cannot be noted now.
      this.logger.warn({ msg: 'a reader was not noted', reason: (error as Error).message });
      return { read: false, isNew: false };
    }
  }
}
