import { AsyncResource } from 'node:async_hooks';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import { PostReadsRepository } from './post-reads.repository';
import { PostsRepository } from './posts.repository';

/** That a member opened a post for the first time. */
interface Mark {
  postId: Types.ObjectId;
  memberId: string;
  /** @param isNew false when another request noted it first */
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}

/** Requests that say the same; one row notes them all. */
type Same = [Mark, ...Mark[]];

const MOST_AT_ONCE = 100;

const together = metrics.histogram({
  name: 'post_readers_noted_together',
  help: 'Readers of posts that one transaction noted',
  buckets: [1, 2, 5, 10, 20, 50, 100],
});

/**
 * Notes who read what. Hundreds open a new notice in the same minute, and each mark counts on the same post: whoever comes
 * while some are being noted is noted with the next, so that a post is written once for many and nobody waits in line.
 */
@Injectable()
export class ReaderMarks {
  private waiting: Mark[] = [];
  private working = false;
  /** What many share belongs to no request: no deadline but its own rules over it. */
  private readonly apart = new AsyncResource('ReaderMarks');

  constructor(
    private readonly transactions: Transactions,
    private readonly posts: PostsRepository,
    private readonly reads: PostReadsRepository,
  ) {}

  /** @returns whether it is news; of several that say the same at once, the first one's is */
  note(postId: Types.ObjectId, memberId: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ postId, memberId, resolve, reject });
      if (!this.working) this.apart.runInAsyncScope(() => void this.work());
    });
  }

  private async work(): Promise<void> {
    this.working = true;
    while (this.waiting.length > 0) {
      const same = new Map<string, Same>();
      for (const mark of this.waiting.splice(0, MOST_AT_ONCE)) {
        const key = `${String(mark.postId)} ${mark.memberId}`;
        const known = same.get(key);
        if (known) known.push(mark);
        else same.set(key, [mark]);
      }
      await this.noteAll([...same.values()]);
    }
    this.working = false;
  }

  /** Where one of them was noted elsewhere meanwhile, each is noted by itself. Never throws. */
  private async noteAll(marks: readonly Same[]): Promise<void> {
    try {
      await this.write(marks.map(([first]) => first));
      together.observe(marks.length);
      for (const same of marks) same.forEach((mark, i) => mark.resolve(i === 0));
    } catch (error) {
      if (!isDuplicateKey(error)) for (const mark of marks.flat()) mark.reject(error);
      else if (marks.length > 1) for (const same of marks) await this.noteAll([same]);
      else for (const mark of marks.flat()) mark.resolve(false);
    }
  }

  private async write(marks: readonly Mark[]): Promise<void> {
    const views = new Map<string, { id: Types.ObjectId; count: number }>();
    for (const { postId: id } of marks) {
      const known = views.get(String(id));
      views.set(String(id), { id, count: (known?.count ?? 0) + 1 });
    }
    // In one order everywhere: two processes that note readers of the same posts do not wait for each other in a ring.
    const inOrder = [...views].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { id, count }]) => [id, count] as const);
    await this.transactions.run(async (session) => {
      await this.reads.insertAll(session, marks);
      await this.posts.addAll(session, new Map(inOrder.map(([id, count]) => [id, { view_count: count }])));
    });
  }
}
