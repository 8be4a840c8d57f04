import { CommonErrors, MessageContext, MessageContextRequest, ReportedMessage } from '@dongbaejul/contracts';
import { AskHandler, connectAsks, MessagingModule } from '@dongbaejul/messaging';
import { RunningService, startService } from '@dongbaejul/service-kit';
import { Controller, Module } from '@nestjs/common';
import { IsMongoId } from 'class-validator';
import { Types } from 'mongoose';
import { CoreConfig } from '../../src/config';

class MessageContextDto implements MessageContextRequest {
  @IsMongoId()
  message_id: string;

  @IsMongoId()
  reporter_id: string;
}

interface Room {
  id: string;
  members: string[];
  messages: ReportedMessage[];
}

/** chat-socket as far as core can tell: it answers for the members of its rooms. */
export class ChatStandIn {
  private readonly rooms: Room[] = [];
  private service: RunningService;

  static async start(core: CoreConfig): Promise<ChatStandIn> {
    const chat = new ChatStandIn();

    @Controller()
    class Asks {
      @AskHandler('chat-socket.message.context', MessageContextDto)
      context(request: MessageContextDto): Promise<MessageContext> {
        return Promise.resolve().then(() => chat.contextOf(request));
      }
    }

    @Module({})
    class ChatModule {}

    chat.service = await startService(
      {
        name: 'chat-socket',
        config: CoreConfig,
        module: (config) => ({
          module: ChatModule,
          imports: [MessagingModule.forRoot({ service: 'chat-socket', config, durable: false })],
          controllers: [Asks],
        }),
        setup: (app) => void connectAsks(app),
      },
      Object.assign(new CoreConfig(), core),
    );
    await chat.service.ready;
    return chat;
  }

  /** A room in which each of them says one of the lines in turn. @returns the messages' ids */
  room(members: string[], lines: string[]): { id: string; messages: string[] } {
    const messages = lines.map((content, index) => ({
      id: new Types.ObjectId().toHexString(),
      seq: index + 1,
      sender: { id: members[index % members.length] as string, name: '옛 이름' },
      type: 'text',
      content,
      attachments: [],
      is_deleted: false,
      created_at: new Date(1_700_000_000_000 + index).toISOString(),
    }));
    const room = { id: new Types.ObjectId().toHexString(), members, messages };
    this.rooms.push(room);
    return { id: room.id, messages: messages.map(({ id }) => id) };
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  private contextOf({ message_id: id, reporter_id: reporter }: MessageContextRequest): MessageContext {
    const room = this.rooms.find(({ messages }) => messages.some((message) => message.id === id));
    if (!room?.members.includes(reporter)) throw CommonErrors.NOT_FOUND();
    const at = room.messages.findIndex((message) => message.id === id);
    return {
      room_id: room.id,
      message: room.messages[at] as ReportedMessage,
      before: room.messages.slice(Math.max(0, at - 5), at),
      after: room.messages.slice(at + 1, at + 6),
    };
  }
}
