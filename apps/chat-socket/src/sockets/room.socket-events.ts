import { TokenVerifier } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { liveMessage } from '../live/message-view';
import { History } from '../messages/history';
import { KnownMembers } from '../members/known-members';
import { personOf } from '../members/person';
import { ReadMarks } from '../messages/read-marks';
import { MessagesRepository } from '../messages/messages.repository';
import { RoomErrors } from '../rooms/rooms.errors';
import {
  JoinedAnswer,
  ReadEventDto,
  RenewedAnswer,
  RenewEventDto,
  RoomEventDto,
  SyncAnswer,
  SyncEventDto,
  TypingEventDto,
} from './dto';
import { LocalSockets } from './local-sockets';
import { RoomSockets } from './room-sockets';
import { SocketCall, SocketEvent } from './socket-event.decorator';
import { SocketErrors } from './socket.errors';
import { socketRoom } from './socket-types';

const SYNC_PAGE = 100;

@Injectable()
export class RoomSocketEvents {
  constructor(
    private readonly rooms: RoomSockets,
    private readonly sockets: LocalSockets,
    private readonly history: History,
    private readonly messages: MessagesRepository,
    private readonly members: KnownMembers,
    private readonly readMarks: ReadMarks,
    private readonly tokens: TokenVerifier,
  ) {}

  @SocketEvent('room:join', RoomEventDto, {
    summary: 'Hear a room that I am a member of',
    answer: JoinedAnswer,
    limit: { perSecond: 20, burst: 200 },
  })
  async join({ socket, who }: SocketCall, { roomId }: RoomEventDto): Promise<JoinedAnswer> {
    const { lastSeq, isNew } = await this.rooms.join(socket, roomId);
    if (isNew) {
      const members = await this.members.find([who.userId]);
      const person = personOf(who.userId, members.get(who.userId), who.username);
      this.sockets.passing(socket, roomId, 'user:joined', { ...person, roomId });
    }
    return { lastSeq };
  }

  @SocketEvent('room:leave', RoomEventDto, { summary: 'Hear a room no more; I stay a member of it' })
  async leave({ socket }: SocketCall, { roomId }: RoomEventDto): Promise<void> {
    this.rooms.leave(socket, roomId);
    await Promise.resolve();
  }

  @SocketEvent('room:sync', SyncEventDto, {
    summary: 'Messages after the last one that I have, in order',
    answer: SyncAnswer,
    limit: { perSecond: 10, burst: 100 },
  })
  async sync({ who }: SocketCall, { roomId, afterSeq, limit = SYNC_PAGE }: SyncEventDto): Promise<SyncAnswer> {
    const { messages, has_more } = await this.history.after(roomId, who, afterSeq, limit);
    const lastSeq = await this.messages.lastSeq(new Types.ObjectId(roomId));
    return { messages: messages.map(liveMessage), hasMore: has_more, lastSeq };
  }

  @SocketEvent('message:read', ReadEventDto, {
    summary: 'I have read everything up to this message',
    limit: { perSecond: 10, burst: 50 },
  })
  async read({ who }: SocketCall, { roomId, upToSeq }: ReadEventDto): Promise<void> {
    await this.readMarks.upTo(roomId, who.userId, upToSeq);
  }

  @SocketEvent('typing:status', TypingEventDto, {
    summary: 'I am typing, or stopped',
    limit: { perSecond: 5, burst: 20 },
  })
  async typing({ socket, who }: SocketCall, { roomId, isTyping }: TypingEventDto): Promise<void> {
    await this.history.assertMember(roomId, who.userId);
    if (!socket.rooms.has(socketRoom(roomId))) throw RoomErrors.ROOM_NOT_FOUND();
    const members = await this.members.find([who.userId]);
    const { id, name } = personOf(who.userId, members.get(who.userId), who.username);
    this.sockets.passing(socket, roomId, isTyping ? 'typing:start' : 'typing:stop', {
      userId: id,
      userName: name,
      roomId,
    });
  }

  @SocketEvent('auth:renew', RenewEventDto, {
    summary: 'Go on with a new access token, without connecting anew',
    answer: RenewedAnswer,
    limit: { perSecond: 1, burst: 5 },
  })
  async renew({ socket, who }: SocketCall, { token }: RenewEventDto): Promise<RenewedAnswer> {
    const { identity, claims } = await this.tokens.verify(token);
    if (identity.userId !== who.userId) throw SocketErrors.TOKEN_OF_ANOTHER();
    socket.data.identity = identity;
    socket.data.claims = claims;
    return { expiresAt: new Date(claims.exp * 1000).toISOString() };
  }
}
