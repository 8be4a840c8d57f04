import { MOST_RECIPIENTS } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { grouped, metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';
import { ChatConfig } from '../config';
import { MembersRepository } from '../members/members.repository';
import { Mutes } from '../people/mutes';
import { PresenceStore } from '../presence/presence.store';
import type { Room } from '../rooms/room.schema';
import { RoomsRepository } from '../rooms/rooms.repository';
import { DueRow, NoticesRepository } from './notices.repository';
import { Decision, DueMessage, Notice, Reader, whoIsTold } from './who-is-told';

const told = metrics.counter({
  name: 'chat_members_notified_total',
  help: 'Members whom core was asked to tell of messages that they had not read',
  labelNames: ['type'],
});

type Around = Pick<Reader, 'online' | 'mutes'>;

/** Tells those who are away of one room's messages: who it is, that they were told, and the request are one commit. */
@Injectable()
export class TellOffline {
  constructor(
    private readonly transactions: Transactions,
    private readonly notices: NoticesRepository,
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly mutes: Mutes,
    private readonly presence: PresenceStore,
    private readonly outbox: Outbox,
    private readonly config: ChatConfig,
  ) {}

  /**
   * @param rows due messages of the room
   * @throws when Redis is away: who is online is not known then, and they stay due
   */
  async run(roomId: Types.ObjectId, rows: readonly DueRow[]): Promise<void> {
    const room = await this.rooms.find(roomId);
    const named = room?.type === 'global' ? [...new Set(rows.flatMap((row) => row.mentions))] : null;
    const around = await this.around(roomId, named);
    const ids = rows.map((row) => row._id);
    const notices = await this.transactions.run(async (session) => {
      const now = new Date();
      const due = await this.notices.stillDue(session, ids, now);
      if (due.length === 0) return [];
      const decision = await this.decide(session, roomId, named, due, around, now.getTime());
      await this.settle(session, due, decision.waiting);
      if (room) await this.tell(session, room, due, decision.notices, now);
      return decision.notices;
    });
    for (const { kind } of notices) told.inc({ type: kind });
  }

  /** Who is online and who mutes whom, of those who could be told; nothing of it is in the transaction's hands. */
  private async around(roomId: Types.ObjectId, named: readonly string[] | null): Promise<Map<string, Around>> {
    const ids = (await this.notices.readers(roomId, named, MOST_RECIPIENTS)).map((row) => row.member_id);
    const online = await this.presence.onlineAmong(ids);
    const muted = await this.mutes.ofAll(ids);
    const members = await this.members.findByIds(ids);
    const active = ids.filter((id) => members.get(id)?.status === 'active');
    return new Map(active.map((id) => [id, { online: online.has(id), mutes: muted.get(id) ?? new Set() }]));
  }

  private async decide(
    session: ClientSession,
    roomId: Types.ObjectId,
    named: readonly string[] | null,
    due: readonly DueRow[],
    around: ReadonlyMap<string, Around>,
    now: number,
  ): Promise<Decision> {
    const rows = await this.notices.readers(roomId, named, MOST_RECIPIENTS, session);
    const readers = rows.flatMap((row): Reader[] => {
      const known = around.get(row.member_id);
      return known ? [{ ...row, ...known }] : [];
    });
    const shown = due.filter((row) => !row.is_deleted && !row.hidden).sort((a, b) => a.seq - b.seq);
    const decision = whoIsTold(shown.flatMap(dueMessage), readers, now, {
      onlineAfterMs: this.config.NOTIFY_ONLINE_AFTER_MS,
      againAfterMs: this.config.NOTIFY_AGAIN_AFTER_MS,
    });
    // In the global room only who is named is told.
    const notices = named ? decision.notices.filter((one) => one.kind === 'chat.mention') : decision.notices;
    return { ...decision, notices };
  }

  private async settle(session: ClientSession, due: readonly DueRow[], waiting: ReadonlySet<string>): Promise<void> {
    const idsOf = (isWaiting: boolean): Types.ObjectId[] =>
      due.filter((row) => waiting.has(String(row._id)) === isWaiting).map((row) => row._id);
    await this.notices.settle(session, idsOf(false));
    await this.notices.wait(session, idsOf(true), this.config.NOTIFY_ONLINE_AFTER_MS);
  }

  private async tell(
    session: ClientSession,
    room: Room,
    due: readonly DueRow[],
    notices: readonly Notice[],
    at: Date,
  ): Promise<void> {
    const roomId = String(room._id);
    const events = [...byMessage(notices)].flatMap(([key, group]) => {
      const [{ kind, messageId, seq }] = group as [Notice];
      const actor_id = due.find((row) => String(row._id) === messageId)?.sender_id ?? null;
      const data = {
        room_id: roomId,
        message_id: messageId,
        seq,
        actor_id,
        ...(room.type !== 'private' && { title: room.name }),
      };
      const member_ids = group.map((one) => one.memberId);
      const payload = { member_ids, type: kind, data, dedupe_key: `chat:${key}` };
      return [{ aggregateId: `room:${roomId}`, version: at.getTime(), payload }];
    });
    await this.outbox.addMany(session, 'chat-socket.notification.requested', events);
    const latest = new Map(notices.map((one) => [one.memberId, one.seq]));
    for (const seq of new Set(latest.values())) {
      const ids = [...latest].filter(([, of]) => of === seq).map(([id]) => id);
      await this.notices.markTold(session, room._id, ids, seq, at);
    }
  }
}

const dueMessage = ({ _id, seq, sender_id, mentions, mentioned_later, created_at }: DueRow): DueMessage[] =>
  sender_id === null
    ? []
    : [
        {
          id: String(_id),
          seq,
          senderId: sender_id,
          mentions,
          ...(mentioned_later && { mentionedLater: mentioned_later }),
          createdAt: created_at.getTime(),
        },
      ];

/** Members who are told of the same message in the same way. */
const byMessage = (notices: readonly Notice[]): Map<string, Notice[]> =>
  grouped(notices, ({ kind, messageId }) => `${kind}:${messageId}`);
