import type { Role } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import type { LiveMessage } from '../live/message-view';
import { mutedView } from '../live/message-view';
import { ChatServer, ChatSocket, mutersOf, roomOfSocketRoom, socketRoom, socketsOf } from './socket-types';

/** The socket that a message comes from. */
export interface Origin {
  socketId: string;
  tempId: string;
}

/** The sockets of this process, spoken to directly: nothing here needs Redis. */
@Injectable()
export class LocalSockets {
  private server: ChatServer | undefined;
  private reachesOthers: () => boolean = () => false;

  /** @param reachesOthers whether the adapter can take something to the other processes now */
  use(server: ChatServer, reachesOthers: () => boolean): void {
    this.server = server;
    this.reachesOthers = reachesOthers;
  }

  /**
   * To one socket, at once. `socket.emit` itself goes through Redis where connections can be recovered: it would come
   * after what was broadcast later, and not at all while Redis is away.
   */
  toSocket(socketId: string, event: string, payload: unknown): void {
    this.server?.local.to(socketId).emit(event, payload);
  }

  /**
   * What is safe to lose, to the other sockets of a room in every process; here only while Redis is away. Who muted the
   * member hears nothing of it.
   */
  passing(socket: ChatSocket, roomId: string, event: string, payload: unknown): void {
    const others = this.reachesOthers() ? socket : socket.local;
    others.to(socketRoom(roomId)).except(mutersOf(socket.data.identity.userId)).emit(event, payload);
  }

  all(): Iterable<ChatSocket> {
    return this.server?.of('/').sockets.values() ?? [];
  }

  get count(): number {
    return this.server?.of('/').sockets.size ?? 0;
  }

  isEmpty(roomId: string): boolean {
    return this.idsIn(socketRoom(roomId)).size === 0;
  }

  ofMember(memberId: string): ChatSocket[] {
    return this.socketsIn(socketsOf(memberId));
  }

  /** Members with a socket here. */
  memberIds(): Set<string> {
    return new Set([...this.all()].map((socket) => socket.data.identity.userId));
  }

  /** Members with a socket in a chat room here. */
  membersIn(roomId: string): string[] {
    return [...new Set(this.socketsIn(socketRoom(roomId)).map((socket) => socket.data.identity.userId))];
  }

  /** One member's sockets here leave a room that they are no longer in. */
  putOut(roomId: string, memberId: string): void {
    for (const socket of this.ofMember(memberId)) {
      if (!socket.rooms.has(socketRoom(roomId))) continue;
      void socket.leave(socketRoom(roomId));
      this.toSocket(socket.id, 'room:left', { roomId });
    }
  }

  /** All sockets here in a chat room. */
  toRoom(roomId: string, event: string, payload: unknown): void {
    this.server?.local.to(socketRoom(roomId)).emit(event, payload);
  }

  toMember(memberId: string, event: string, payload: unknown): void {
    this.server?.local.to(socketsOf(memberId)).emit(event, payload);
  }

  /** To the sockets here of members who have one of the roles in force. */
  toRoles(roles: readonly Role[], event: string, payload: unknown): void {
    for (const { id, data } of this.all()) {
      if (data.identity.roles.some((role) => roles.includes(role))) this.toSocket(id, event, payload);
    }
  }

  toAll(event: string, payload: unknown): void {
    this.server?.local.emit(event, payload);
  }

  /** A message in its place: whole to who may see it, without its words to who muted the sender. */
  deliver(roomId: string, message: LiveMessage, origin?: Origin): void {
    if (!this.server) return;
    const muters = message.sender ? this.idsIn(mutersOf(message.sender.id)) : NONE;
    const except = [...(origin ? [origin.socketId] : []), ...(message.sender ? [mutersOf(message.sender.id)] : [])];
    this.server.local.to(socketRoom(roomId)).except(except).emit('message:received', message);
    if (muters.size > 0) this.deliverMuted(roomId, muters, mutedView(message));
    if (!origin) return;
    const { socketId, tempId } = origin;
    this.toSocket(socketId, 'message:sent', { tempId, messageId: message.id, seq: message.seq });
  }

  /** An edited, deleted or reacted-to message; who muted its sender learns of a deletion only. */
  tellChange(roomId: string, message: LiveMessage): void {
    if (!this.server) return;
    if (message.isDeleted) {
      this.toRoom(roomId, 'message:deleted', { roomId, messageId: message.id, seq: message.seq });
      return;
    }
    const except = message.sender ? [mutersOf(message.sender.id)] : [];
    this.server.local.to(socketRoom(roomId)).except(except).emit('message:updated', message);
  }

  private deliverMuted(roomId: string, muters: ReadonlySet<string>, view: LiveMessage): void {
    for (const id of muters) {
      const socket = this.server?.of('/').sockets.get(id);
      if (socket?.rooms.has(socketRoom(roomId))) this.toSocket(id, 'message:received', view);
    }
  }

  /** Chat rooms that a socket has joined. */
  roomsOf(socket: ChatSocket): string[] {
    return [...socket.rooms].flatMap((name) => roomOfSocketRoom(name) ?? []);
  }

  private idsIn(name: string): ReadonlySet<string> {
    return this.server?.of('/').adapter.rooms.get(name) ?? NONE;
  }

  private socketsIn(name: string): ChatSocket[] {
    return [...this.idsIn(name)].flatMap((id) => this.server?.of('/').sockets.get(id) ?? []);
  }
}

const NONE: ReadonlySet<string> = new Set();
