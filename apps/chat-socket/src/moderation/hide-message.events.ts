import type { EventEnvelope } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { afterTransaction } from '@dongbaejul/persistence';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { RoomChanges } from '../live/room-changes';
import { MessageFiles } from '../messages/message-files';
import { MessagesRepository } from '../messages/messages.repository';
import { MessageModeratedDto } from './moderation.dto';

const decided = metrics.counter({
  name: 'chat_messages_moderated_total',
  help: 'Messages that staff hid or showed again',
  labelNames: ['outcome'],
});

/** Staff decide in core on what members report; here a message disappears for everybody, or comes back. */
@Injectable()
export class HideMessageEvents {
  constructor(
    private readonly messages: MessagesRepository,
    private readonly files: MessageFiles,
    private readonly changes: RoomChanges,
  ) {}

  @OnEvent('core.message.moderated', MessageModeratedDto)
  async onModerated({ payload }: EventEnvelope<'core.message.moderated'>, session: ClientSession): Promise<void> {
    const { message_id: id, hidden, reason, decided_by: by, version } = payload;
    const by_staff = hidden ? { reason, by, at: new Date() } : null;
    const moderated = await this.messages.moderate(session, id, version, by_staff);
    if (!moderated) return;
    await this.files.changed(session, moderated.before, moderated.version, hidden ? 'hidden' : 'shown');
    afterTransaction(session, async () => {
      decided.inc({ outcome: hidden ? 'hidden' : 'restored' });
      const message = await this.messages.find(id);
      if (message) await this.changes.messageChanged(message);
    });
  }
}
