import { Hints } from '@dongbaejul/messaging';
import { IntervalJob, IntervalJobs } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { Message } from '../messages/message.schema';
import { MessagesRepository } from '../messages/messages.repository';
import { FanOut } from './fan-out';
import { RoomChanges } from './room-changes';

/** Hints get lost even when all seems well, so the rooms here are compared with the database this often. */
const EVERY_MS = 10_000;
/** While hints are not heard the database is all there is. */
const DEAF_EVERY_MS = 1_000;
const AT_ONCE = 5;
/** What was changed just before the gap may have been lost as well; and clocks differ. */
const BEFORE_GAP_MS = 5_000;
const CHANGES_AT_ONCE = 100;

/** Truth by sequence: finds what hints did not bring, also in a room that fell silent. */
@Injectable()
export class CatchUp {
  private readonly job: IntervalJob;
  private lookedAt = 0;
  private deafSince: number | undefined;
  /** Rooms that are not whole yet, with the time since which changes may have been missed there, if any. */
  private readonly owed = new Map<string, number | undefined>();

  constructor(
    private readonly fanOut: FanOut,
    private readonly changes: RoomChanges,
    private readonly messages: MessagesRepository,
    private readonly hints: Hints,
    jobs: IntervalJobs,
  ) {
    hints.onGap((state) => this.onGap(state));
    this.job = jobs.start({ name: 'catching up', everyMs: DEAF_EVERY_MS, run: () => this.turn() });
  }

  private onGap(state: 'lost' | 'back'): void {
    this.deafSince ??= Date.now();
    if (state === 'back') this.job.trigger();
  }

  private async turn(): Promise<void> {
    if (!this.hints.hears) this.deafSince ??= Date.now();
    const isDue = this.deafSince !== undefined || Date.now() - this.lookedAt >= EVERY_MS;
    if (isDue) await this.compareAll();
    else await this.compareEach([...this.owed.keys()]);
  }

  private async compareAll(): Promise<void> {
    this.lookedAt = Date.now();
    this.fanOut.forgetEmpty();
    const gapSince = this.deafSince;
    const heard = this.hints.hears;
    const roomIds = this.fanOut.roomIds;
    if (gapSince !== undefined) for (const id of roomIds) this.owed.set(id, this.owed.get(id) ?? gapSince);
    // What is missed from here on is another gap; what was missed before is owed to each room by itself.
    if (heard && this.deafSince === gapSince) this.deafSince = undefined;
    await this.compareEach(roomIds);
  }

  /** @throws when all were looked at, what went wrong in one; it is looked at again soon, and holds up none of the others */
  private async compareEach(roomIds: readonly string[]): Promise<void> {
    const failures: unknown[] = [];
    for (let i = 0; i < roomIds.length; i += AT_ONCE) {
      const some = roomIds.slice(i, i + AT_ONCE).map((roomId) => this.compare(roomId));
      for (const result of await Promise.allSettled(some)) {
        if (result.status === 'rejected') failures.push(result.reason);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  private async compare(roomId: string): Promise<void> {
    const since = this.owed.get(roomId);
    const now = Date.now();
    this.owed.set(roomId, since);
    const feed = await this.fanOut.peek(roomId);
    if (feed) {
      const id = new Types.ObjectId(roomId);
      feed.expect(await this.messages.lastSeq(id));
      if (since !== undefined) {
        await feed.recheck();
        await this.retell(roomId, this.messages.changedSince(id, new Date(since - BEFORE_GAP_MS)));
      }
    }
    this.owed.delete(roomId);
    // Nothing is heard still: what is changed from now on is yet to be told.
    if (feed && this.deafSince !== undefined) this.owed.set(roomId, now);
  }

  private async retell(roomId: string, changed: AsyncIterable<Message>): Promise<void> {
    let some: Message[] = [];
    for await (const row of changed) {
      some.push(row);
      if (some.length < CHANGES_AT_ONCE) continue;
      await this.changes.deliver(roomId, some);
      some = [];
    }
    if (some.length > 0) await this.changes.deliver(roomId, some);
  }
}
