import { CommonErrors } from '@dongbaejul/contracts';
import { isDuplicateKey } from '@dongbaejul/persistence';
import { metrics, toAppError } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { ChatConfig } from '../config';
import { MembershipsRepository } from '../rooms/memberships.repository';
import type { Room } from '../rooms/room.schema';
import { RoomErrors } from '../rooms/rooms.errors';
import { RoomsRepository } from '../rooms/rooms.repository';
import { acknowledgedOf } from './acknowledged';
import { Draft, placed } from './draft';
import type { Message } from './message.schema';
import { MessagesRepository } from './messages.repository';

/** What was stored, and whether this call did it or an earlier one with the same tempId. */
export interface Written {
  message: Message;
  isNew: boolean;
}

interface Waiting {
  draft: Draft;
  deadline: number;
  resolve(written: Written): void;
  reject(error: unknown): void;
}

interface Lane {
  waiting: Waiting[];
  lastSeq: number | undefined;
  running: boolean;
}

/** Messages that are stored by one write. */
const LARGEST_BATCH = 100;
/** Messages of one room that wait in this process; a further one is refused at once. */
const MOST_WAITING = 2_000;
const DEADLINE_MS = 5_000;
const LONGEST_PAUSE_MS = 200;
const KEPT_LANES = 5_000;
/** Unique indexes that say a message is there already: sent again by the client, or tried again by the writer. */
const STORED_BEFORE = ['room_id_1_sender_id_1_temp_id_1', '_id_'];

const stored = metrics.counter({ name: 'chat_messages_stored_total', help: 'Messages that were stored' });
const batches = metrics.histogram({
  name: 'chat_message_batch_size',
  help: 'Messages that one write stored',
  buckets: [1, 2, 5, 10, 20, 50, 100],
});

/**
 * Gives messages their place and stores them. In each process a room has one writer, which stores all that wait by one
 * ordered insert; between processes the unique index on (room, seq) decides, and the loser numbers anew. A number is
 * only ever tried when the one before it is stored, so there are no gaps, without a transaction per message.
 */
@Injectable()
export class MessageWriter {
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly messages: MessagesRepository,
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly config: ChatConfig,
  ) {}

  /**
   * Stores a message once, however often it is sent with its `temp_id`.
   * @throws ROOM_NOT_FOUND for who is not in the room; SERVICE_TIMEOUT, SERVICE_UNAVAILABLE: it may or may not have
   *   been stored, and sending it again is safe
   */
  write(roomId: string, draft: Draft): Promise<Written> {
    const lane = this.laneOf(roomId);
    if (lane.waiting.length >= MOST_WAITING) throw CommonErrors.SERVICE_UNAVAILABLE({ retry_after: 1 });
    return new Promise((resolve, reject) => {
      lane.waiting.push({ draft, deadline: Date.now() + DEADLINE_MS, resolve, reject });
      if (!lane.running) void this.work(new Types.ObjectId(roomId), lane);
    });
  }

  private laneOf(roomId: string): Lane {
    const known = this.lanes.get(roomId);
    if (known) return known;
    if (this.lanes.size >= KEPT_LANES) {
      for (const [id, { running }] of this.lanes) if (!running) this.lanes.delete(id);
    }
    const lane: Lane = { waiting: [], lastSeq: undefined, running: false };
    this.lanes.set(roomId, lane);
    return lane;
  }

  private async work(roomId: Types.ObjectId, lane: Lane): Promise<void> {
    lane.running = true;
    let pause = 5;
    while (lane.waiting.length > 0) {
      const batch = lane.waiting.splice(0, LARGEST_BATCH);
      try {
        lane.waiting.unshift(...(await this.store(roomId, lane, batch)));
        pause = 5;
      } catch (error) {
        lane.lastSeq = undefined;
        lane.waiting.unshift(...giveUpLate(batch, error));
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
      // Those further back too: behind slow writes they would be answered after many times their deadline.
      lane.waiting = inTime(lane.waiting);
    }
    lane.running = false;
  }

  /** @returns those that have to be tried again */
  private async store(roomId: Types.ObjectId, lane: Lane, batch: Waiting[]): Promise<Waiting[]> {
    const [room, inside] = await Promise.all([this.rooms.find(roomId), this.sendersInside(roomId, batch)]);
    const wanted = room ? batch.filter(({ draft }) => inside.has(draft.sender_id)) : [];
    for (const refused of batch) if (!wanted.includes(refused)) refused.reject(RoomErrors.ROOM_NOT_FOUND());
    if (!room || wanted.length === 0) return [];
    lane.lastSeq ??= await this.messages.lastSeq(roomId);
    const rows = this.numbered(room, wanted, lane.lastSeq);
    let failure: unknown;
    await this.messages.append(rows).catch((error: unknown) => (failure = error));
    const count = failure === undefined ? rows.length : acknowledgedOf(failure);
    this.settle(wanted, rows, count);
    lane.lastSeq += count;
    if (failure === undefined) return [];
    const rest = wanted.slice(count);
    if (!isDuplicateKey(failure)) throw new Unsettled(failure, rest);
    if (STORED_BEFORE.some((index) => isDuplicateKey(failure, index))) return this.settleStoredBefore(roomId, rest);
    // Another process took the number.
    lane.lastSeq = undefined;
    return rest;
  }

  private numbered(room: Room, wanted: Waiting[], lastSeq: number): Message[] {
    const now = new Date();
    return wanted.map(({ draft }, i) => {
      const told = draft.sender_id !== null && (room.type !== 'global' || draft.mentions.length > 0);
      const notifyAfterMs = told ? this.config.NOTIFY_AFTER_MS : null;
      return placed(draft, { roomId: room._id, seq: lastSeq + 1 + i, audience: room.audience, now, notifyAfterMs });
    });
  }

  private async sendersInside(roomId: Types.ObjectId, batch: Waiting[]): Promise<Set<string | null>> {
    const senders = [...new Set(batch.flatMap(({ draft }) => draft.sender_id ?? []))];
    return new Set<string | null>([null, ...(await this.memberships.among(roomId, senders))]);
  }

  private settle(wanted: Waiting[], rows: Message[], count: number): void {
    if (count > 0) {
      stored.inc(count);
      batches.observe(count);
    }
    rows.slice(0, count).forEach((message, i) => wanted[i]?.resolve({ message, isNew: true }));
  }

  /** The first of them is there already, under its tempId; perhaps others too. */
  private async settleStoredBefore(roomId: Types.ObjectId, rest: Waiting[]): Promise<Waiting[]> {
    const [first] = rest;
    if (!first) return [];
    const [message] = await this.messages.findSent(roomId, first.draft.sender_id, [first.draft.temp_id]);
    if (!message) return rest;
    first.resolve({ message, isNew: message._id.equals(first.draft.id) });
    return rest.slice(1);
  }
}

/** What a failed write left undone; what was inserted before it has been settled. */
class Unsettled extends Error {
  constructor(
    override readonly cause: unknown,
    readonly rest: Waiting[],
  ) {
    super('a write failed');
  }
}

/** Rejects those that had no luck for too long, whatever the reason. @returns the others */
function inTime(batch: Waiting[]): Waiting[] {
  return batch.filter((one) => {
    const again = Date.now() < one.deadline;
    if (!again) one.reject(CommonErrors.SERVICE_TIMEOUT());
    return again;
  });
}

/** Rejects those whose time is over. @returns the others, to be tried again */
function giveUpLate(batch: Waiting[], error: unknown): Waiting[] {
  const cause = error instanceof Unsettled ? error.cause : error;
  const open = error instanceof Unsettled ? error.rest : batch;
  const mapped = toAppError(cause);
  const passing = mapped.kind === 'unavailable' || mapped.kind === 'timeout';
  return open.filter((one) => {
    const again = passing && Date.now() < one.deadline;
    if (!again) one.reject(mapped);
    return again;
  });
}
