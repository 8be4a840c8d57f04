import { Hints } from '@dongbaejul/messaging';
import { Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { Types } from 'mongoose';
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
const CHANGES_FETCHED = 500;

/** Truth by sequence: finds what hints did not bring, also in a room that fell silent. */
@Injectable()
export class CatchUp {
  private readonly logger = new Logger(CatchUp.name);
  private timer: NodeJS.Timeout | undefined;
  private lookedAt = 0;
  private running: Promise<void> | undefined;
  private deafSince: number | undefined;

  constructor(
    private readonly fanOut: FanOut,
    private readonly changes: RoomChanges,
    private readonly messages: MessagesRepository,
    private readonly hints: Hints,
    startup: StartupTasks,
    shutdown: Shutdown,
  ) {
    hints.onGap((state) => this.onGap(state));
    void startup.whenDone().then(() => {
      this.timer = setInterval(() => this.tick(), DEAF_EVERY_MS);
      this.timer.unref();
    });
    shutdown.onDrain('catching up', () => clearInterval(this.timer));
  }

  private onGap(state: 'lost' | 'back'): void {
    this.deafSince ??= Date.now();
    if (state === 'back') void this.look();
  }

  private tick(): void {
    if (!this.hints.hears) this.deafSince ??= Date.now();
    const due = this.deafSince !== undefined || Date.now() - this.lookedAt >= EVERY_MS;
    if (due) void this.look();
  }

  /** Compares every room here with the database, one look at a time. */
  private look(): Promise<void> {
    this.running ??= this.compareAll()
      .catch((error: unknown) => this.logger.debug({ msg: 'catching up failed', err: error }))
      .finally(() => (this.running = undefined));
    return this.running;
  }

  private async compareAll(): Promise<void> {
    this.lookedAt = Date.now();
    this.fanOut.forgetEmpty();
    const gapSince = this.deafSince;
    const heard = this.hints.hears;
    const roomIds = this.fanOut.roomIds;
    for (let i = 0; i < roomIds.length; i += AT_ONCE) {
      await Promise.all(roomIds.slice(i, i + AT_ONCE).map((roomId) => this.compare(roomId, gapSince)));
    }
    // What was missed before hints came back has been seen to now.
    if (heard && this.deafSince === gapSince) this.deafSince = undefined;
  }

  private async compare(roomId: string, gapSince: number | undefined): Promise<void> {
    const feed = await this.fanOut.peek(roomId);
    if (!feed) return;
    const id = new Types.ObjectId(roomId);
    feed.expect(await this.messages.lastSeq(id));
    if (gapSince === undefined) return;
    await feed.recheck();
    const since = new Date(gapSince - BEFORE_GAP_MS);
    await this.changes.deliver(roomId, await this.messages.changedSince(id, since, CHANGES_FETCHED));
  }
}
