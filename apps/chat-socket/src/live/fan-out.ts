import { Hints } from '@dongbaejul/messaging';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { Types } from 'mongoose';
import { KnownMembers } from '../members/known-members';
import { Message } from '../messages/message.schema';
import { MessagesRepository } from '../messages/messages.repository';
import { presentMessage, Viewer } from '../messages/present-message';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { RoomsRepository } from '../rooms/rooms.repository';
import { LocalSockets, type Origin } from '../sockets/local-sockets';
import { LiveMessage, liveMessage } from './message-view';
import { Delivery, RoomFeed } from './room-feed';

type LiveDelivery = Delivery<LiveMessage>;

interface MessageHint {
  by: string;
  deliveries: LiveDelivery[];
}

const TOPIC = 'chat.messages';
const FETCHED_AT_ONCE = 500;
/** Everybody's view; what one person alone sees (tempId, muted words) is put in or taken out per socket. */
const NOBODY: Viewer = { id: '', muted: new Set() };

const fetched = metrics.counter({
  name: 'chat_messages_fetched_total',
  help: 'Messages that no hint brought to this process and that it took from the database',
});

/** Brings stored messages to the sockets of every process: by hints when all is well, from the database otherwise. */
@Injectable()
export class FanOut {
  private readonly logger = new Logger(FanOut.name);
  private readonly feeds = new Map<string, Promise<RoomFeed<LiveMessage>>>();
  private readonly made = new Map<string, RoomFeed<LiveMessage>>();
  /** Where messages on their way come from, by room and message. */
  private readonly origins = new Map<string, Map<string, Origin>>();
  private readonly self = new Types.ObjectId().toHexString();

  constructor(
    private readonly hints: Hints,
    private readonly messages: MessagesRepository,
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly members: KnownMembers,
    private readonly sockets: LocalSockets,
  ) {
    hints.subscribe(TOPIC, (hint) => this.hear(hint as MessageHint));
  }

  /** Rooms in which this process has sockets. */
  get roomIds(): string[] {
    return [...this.feeds.keys()];
  }

  /** The room's feed in this process; made for the first socket that comes in. @throws when the room is gone */
  feedOf(roomId: string): Promise<RoomFeed<LiveMessage>> {
    const known = this.feeds.get(roomId);
    if (known) return known;
    const made = this.makeFeed(roomId);
    this.feeds.set(roomId, made);
    made.then(
      (feed) => this.made.set(roomId, feed),
      () => this.feeds.delete(roomId),
    );
    return made;
  }

  /** The feed, if there is one already. */
  peek(roomId: string): Promise<RoomFeed<LiveMessage>> | undefined {
    return this.feeds.get(roomId);
  }

  /** Whether a feed was let go of since it was asked for: no message would come through it any more. */
  isForgotten(roomId: string, feed: RoomFeed<LiveMessage>): boolean {
    return this.made.get(roomId) !== feed;
  }

  /** Lets go of rooms in which nobody here is any more. */
  forgetEmpty(): void {
    for (const [roomId, feed] of this.made) {
      if (!this.sockets.isEmpty(roomId)) continue;
      this.feeds.delete(roomId);
      this.made.delete(roomId);
      this.origins.delete(roomId);
      feed.close();
    }
  }

  /**
   * Before a message is stored: its sender gets `message:sent` in its place, also if the database brings it here before
   * whoever stored it tells of it.
   */
  expect(roomId: string, messageId: string, origin: Origin): void {
    const ofRoom = this.origins.get(roomId) ?? new Map<string, Origin>();
    this.origins.set(roomId, ofRoom.set(messageId, origin));
  }

  /** The message does not come, or came before. */
  expectNoMore(roomId: string, messageId: string): void {
    this.takeOrigin(roomId, messageId);
  }

  /** New messages of a room: to the sockets here at once, and to the other processes by a hint. */
  async tell(stored: readonly Message[]): Promise<void> {
    const deliveries = await this.deliveriesOf(stored);
    for (const delivery of deliveries) this.offer(delivery);
    await this.hints.publish(TOPIC, { by: this.self, deliveries } satisfies MessageHint);
  }

  async deliveriesOf(rows: readonly Message[]): Promise<LiveDelivery[]> {
    const members = await this.members.find(rows.flatMap((row) => row.sender_id ?? []));
    return rows.map((row) => ({
      seq: row.seq,
      audience: row.audience,
      message: liveMessage(presentMessage(row, members, NOBODY)),
    }));
  }

  private hear({ by, deliveries }: MessageHint): void {
    if (by !== this.self) deliveries.forEach((delivery) => this.offer(delivery));
  }

  private offer(delivery: LiveDelivery): void {
    void this.feeds.get(delivery.message.roomId)?.then(
      (feed) => feed.offer(delivery),
      () => undefined,
    );
  }

  private takeOrigin(roomId: string, messageId: string): Origin | undefined {
    const ofRoom = this.origins.get(roomId);
    const origin = ofRoom?.get(messageId);
    if (ofRoom?.delete(messageId) && ofRoom.size === 0) this.origins.delete(roomId);
    return origin;
  }

  private async makeFeed(roomId: string): Promise<RoomFeed<LiveMessage>> {
    const id = new Types.ObjectId(roomId);
    const room = await this.rooms.find(id);
    if (!room) throw new Error('The room is gone');
    const delivered = await this.messages.lastSeq(id);
    return new RoomFeed<LiveMessage>(
      {
        after: (seq) => this.fetch(id, seq),
        refreshAudience: () => this.refreshAudience(roomId),
        emit: ({ message }) => this.sockets.deliver(roomId, message, this.takeOrigin(roomId, message.id)),
        failed: (error) => this.logger.warn({ msg: 'messages could not be fetched', room_id: roomId, err: error }),
      },
      delivered,
      room.audience,
    );
  }

  private async fetch(roomId: Types.ObjectId, seq: number): Promise<LiveDelivery[]> {
    const rows = await this.messages.after(roomId, seq, FETCHED_AT_ONCE);
    fetched.inc(rows.length);
    return this.deliveriesOf(rows);
  }

  private async refreshAudience(roomId: string): Promise<number> {
    const room = await this.rooms.find(roomId);
    const here = this.sockets.membersIn(roomId);
    const inside = room ? await this.memberships.among(roomId, here) : new Set<string>();
    for (const memberId of here) if (!inside.has(memberId)) this.sockets.putOut(roomId, memberId);
    return room?.audience ?? Number.MAX_SAFE_INTEGER;
  }
}
