import type { MessageContext } from '@dongbaejul/contracts';
import { AskHandler } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { ReportedMessages } from './reported-messages';
import { MessageContextDto } from './moderation.dto';

@Controller()
export class MessageContextController {
  constructor(private readonly reported: ReportedMessages) {}

  @AskHandler('chat-socket.message.context', MessageContextDto)
  context({ message_id, reporter_id }: MessageContextDto): Promise<MessageContext> {
    return this.reported.context(message_id, reporter_id);
  }
}
