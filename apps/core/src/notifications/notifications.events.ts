import type { EventEnvelope } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ChatReadsRepository } from './chat-reads.repository';
import { MessagesReadDto } from './dto/messages-read.dto';
import { NotificationRequestedDto } from './dto/notification-requested.dto';
import { NotificationsRepository } from './notifications.repository';
import { Notifier } from './notifier';

/** What other services want members to be told. */
@Injectable()
export class NotificationsEvents {
  constructor(
    private readonly notifier: Notifier,
    private readonly notifications: NotificationsRepository,
    private readonly chatReads: ChatReadsRepository,
  ) {}

  @OnEvent('auth.notification.requested', NotificationRequestedDto)
  async onAuth(event: EventEnvelope<'auth.notification.requested'>, session: ClientSession): Promise<void> {
    await this.notifier.notify(session, event.payload);
  }

  @OnEvent('core.notification.requested', NotificationRequestedDto)
  async onCore(event: EventEnvelope<'core.notification.requested'>, session: ClientSession): Promise<void> {
    await this.notifier.notify(session, event.payload);
  }

  @OnEvent('chat-socket.notification.requested', NotificationRequestedDto)
  async onChat(event: EventEnvelope<'chat-socket.notification.requested'>, session: ClientSession): Promise<void> {
    await this.notifier.notify(session, event.payload, await this.readBefore(event, session));
  }

  /** Who has read the messages need not be told of them any more. */
  @OnEvent('chat-socket.messages.read', MessagesReadDto)
  async onMessagesRead(event: EventEnvelope<'chat-socket.messages.read'>, session: ClientSession): Promise<void> {
    const { member_id, room_id, up_to_seq } = event.payload;
    await this.chatReads.read(session, { member_id, room_id, up_to_seq }, new Date(event.occurred_at));
    await this.notifications.markRoomRead(session, member_id, room_id, up_to_seq);
  }

  /** Whose reading of the message overtook the request to tell them of it. */
  private readBefore(
    { payload, occurred_at }: EventEnvelope<'chat-socket.notification.requested'>,
    session: ClientSession,
  ): Promise<Set<string>> {
    const { room_id, seq } = payload.data;
    if (typeof room_id !== 'string' || typeof seq !== 'number') return Promise.resolve(new Set());
    return this.chatReads.whoRead(session, payload.member_ids, { room_id, seq, since: new Date(occurred_at) });
  }

  @OnEvent('band-sync.notification.requested', NotificationRequestedDto)
  async onBandSync(event: EventEnvelope<'band-sync.notification.requested'>, session: ClientSession): Promise<void> {
    await this.notifier.notify(session, event.payload);
  }
}
