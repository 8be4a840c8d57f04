import type { EventEnvelope } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MessageFilesChangedDto } from './dto/message-files-changed.dto';
import { UploadsRepository } from './uploads.repository';

/** The files of chat messages: they close with a message that is deleted or hidden, and are swept in time. */
@Injectable()
export class MessageFilesEvents {
  constructor(private readonly uploads: UploadsRepository) {}

  @OnEvent('chat-socket.message-files.changed', MessageFilesChangedDto)
  async onChanged(event: EventEnvelope<'chat-socket.message-files.changed'>, session: ClientSession): Promise<void> {
    await this.uploads.settleMessage(session, event.payload);
  }
}
