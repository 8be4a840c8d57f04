import type { Identity } from '@dongbaejul/identity';
import type { ListQuery } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import type { ChatRoomDto, ChatRoomsAnswer, ChatParticipantsAnswer } from './dto/room.dto';
import type { Membership } from './membership.schema';
import { MembershipsRepository } from './memberships.repository';
import { PresentRooms } from './present-rooms';
import type { Room } from './room.schema';
import { RoomErrors } from './rooms.errors';
import { RoomsRepository } from './rooms.repository';
import { MessagesRepository } from '../messages/messages.repository';

const SHOWN_IN_LIST = 10;
const SHOWN_IN_ROOM = 200;
const DEFAULT_LIMIT = 20;

@Injectable()
export class RoomsService {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly messages: MessagesRepository,
    private readonly presenter: PresentRooms,
  ) {}

  /** My rooms, the one with the newest message first. */
  async list(who: Identity, query: ListQuery): Promise<ChatRoomsAnswer> {
    const mine = await this.memberships.ofMember(who.userId);
    const lastOf = await this.messages.lastOf(mine.map((one) => one.room_id));
    const at = (one: Membership): number => (lastOf.get(String(one.room_id))?.created_at ?? one.joined_at).getTime();
    const sorted = [...mine].sort((a, b) => at(b) - at(a) || String(a._id).localeCompare(String(b._id)));
    const limit = query.limit ?? query.size ?? DEFAULT_LIMIT;
    const page = query.page ?? 1;
    const wanted = sorted.slice((page - 1) * limit, page * limit);
    const rooms = new Map(
      (await this.rooms.findByIds(wanted.map((one) => one.room_id))).map((r) => [String(r._id), r]),
    );
    const shown = wanted.flatMap((one) => {
      const room = rooms.get(String(one.room_id));
      return room ? [{ room, mine: one, last: lastOf.get(String(one.room_id)) ?? null }] : [];
    });
    return {
      rooms: await this.presenter.present(who, shown, SHOWN_IN_LIST),
      pagination: { total: mine.length, page, pages: Math.ceil(mine.length / limit), limit },
    };
  }

  async one(id: string, who: Identity): Promise<ChatRoomDto> {
    const { room, mine } = await this.mine(id, who);
    const last = await this.messages.last(room._id);
    const [dto] = await this.presenter.present(who, [{ room, mine, last }], SHOWN_IN_ROOM);
    return dto as ChatRoomDto;
  }

  async participants(id: string, who: Identity, query: ListQuery): Promise<ChatParticipantsAnswer> {
    const { room } = await this.mine(id, who);
    const page = await this.memberships.page(new Types.ObjectId(id), query);
    return {
      participants: await this.presenter.participants(room, page.items),
      pagination: page.pagination,
      ...(page.next_cursor && { next_cursor: page.next_cursor }),
    };
  }

  async mute(id: string, who: Identity, muted: boolean): Promise<void> {
    if (!(await this.memberships.setMuted(id, who.userId, muted))) throw RoomErrors.ROOM_NOT_FOUND();
  }

  /** @throws ROOM_NOT_FOUND for who is not in it */
  private async mine(id: string, who: Identity): Promise<{ room: Room; mine: Membership }> {
    const [room, mine] = await Promise.all([this.rooms.find(id), this.memberships.find(id, who.userId)]);
    if (!room || !mine) throw RoomErrors.ROOM_NOT_FOUND();
    return { room, mine };
  }
}
