import { Injectable } from '@nestjs/common';
import { SendMessageEventDto, SentAnswer } from '../sockets/dto';
import { LocalSockets } from '../sockets/local-sockets';
import { SocketCall, SocketEvent } from '../sockets/socket-event.decorator';
import { socketRoom } from '../sockets/socket-types';
import { SendMessage } from './send-message';
import { ChatConfig } from '../config';

@Injectable()
export class MessageSocketEvents {
  constructor(
    private readonly sendMessage: SendMessage,
    private readonly sockets: LocalSockets,
  ) {}

  @SocketEvent('message:send', SendMessageEventDto, {
    summary: 'Say something in a room; acknowledged once it is stored',
    answer: SentAnswer,
    limit: (config: ChatConfig) => ({
      perSecond: config.SOCKET_MESSAGES_PER_S,
      burst: config.SOCKET_MESSAGES_PER_S * 4,
      ofMember: true,
    }),
  })
  async send({ socket, who }: SocketCall, wanted: SendMessageEventDto): Promise<SentAnswer> {
    // In the room, the socket gets message:sent in the message's place; elsewhere nothing has an order.
    const isInRoom = socket.rooms.has(socketRoom(wanted.roomId));
    const { message, isNew } = await this.sendMessage.run(who, wanted, isInRoom ? socket.id : undefined);
    const sent = { tempId: wanted.tempId, messageId: String(message._id), seq: message.seq };
    if (!isNew || !isInRoom) this.sockets.toSocket(socket.id, 'message:sent', sent);
    return sent;
  }
}
