import type { EventEnvelope } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { NotificationRequestedDto } from './dto/notification-requested.dto';
import { Notifier } from './notifier';

/** What other services want members to be told. */
@Injectable()
export class NotificationsEvents {
  constructor(private readonly notifier: Notifier) {}

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
    await this.notifier.notify(session, event.payload);
  }

  @OnEvent('band-sync.notification.requested', NotificationRequestedDto)
  async onBandSync(event: EventEnvelope<'band-sync.notification.requested'>, session: ClientSession): Promise<void> {
    await this.notifier.notify(session, event.payload);
  }
}
