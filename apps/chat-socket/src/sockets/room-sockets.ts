import { Injectable } from '@nestjs/common';
import { FanOut } from '../live/fan-out';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { RoomErrors } from '../rooms/rooms.errors';
import { RoomsRepository } from '../rooms/rooms.repository';
import { Mutes } from '../people/mutes';
import { ChatSocket, mutersOf, roomOfSocketRoom, socketRoom } from './socket-types';

const TRIES = 5;

/** Brings sockets into chat rooms, and only those of members. */
@Injectable()
export class RoomSockets {
  /** Resolves when the socket is among those of the muters that its member is one of. */
  private readonly held = new WeakMap<ChatSocket, Promise<void>>();

  constructor(
    private readonly fanOut: FanOut,
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly mutes: Mutes,
  ) {}

  /** A connection that was taken up again is back in its rooms, where the member still is in them. */
  async welcome(socket: ChatSocket): Promise<void> {
    const { wasIn = [] } = socket.data as unknown as { wasIn?: string[] };
    const holding = this.holdMutes(socket);
    this.held.set(socket, holding);
    await holding;
    for (const name of wasIn) {
      const roomId = roomOfSocketRoom(name);
      if (roomId) await this.join(socket, roomId).catch(() => undefined);
    }
  }

  /**
   * From here on the socket gets every message of the room after the number that is returned.
   * @throws ROOM_NOT_FOUND for who is not in it
   */
  async join(socket: ChatSocket, roomId: string): Promise<{ lastSeq: number; isNew: boolean }> {
    // Before it is known whom the member muted, nobody's words reach them.
    await this.held.get(socket);
    const { userId } = socket.data.identity;
    for (let i = 0; i < TRIES; i += 1) {
      // The audience first: whoever departs after it is read is noticed by the feed.
      const room = await this.rooms.find(roomId);
      if (!room || !(await this.memberships.find(roomId, userId))) throw RoomErrors.ROOM_NOT_FOUND();
      const feed = await this.fanOut.feedOf(roomId);
      if (feed.audience > room.audience || this.fanOut.isForgotten(roomId, feed)) continue;
      // From the check to here nothing else has run that could have put the member out.
      const isNew = !socket.rooms.has(socketRoom(roomId));
      if (socket.connected) void socket.join(socketRoom(roomId));
      return { lastSeq: feed.delivered, isNew };
    }
    throw RoomErrors.ROOM_NOT_FOUND();
  }

  leave(socket: ChatSocket, roomId: string): void {
    void socket.leave(socketRoom(roomId));
  }

  private async holdMutes(socket: ChatSocket): Promise<void> {
    for (const mutedId of await this.mutes.of(socket.data.identity.userId)) void socket.join(mutersOf(mutedId));
  }
}
