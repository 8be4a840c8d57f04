import type { Identity } from '@dongbaejul/identity';
import { decodeCursor, encodeCursor, limitOf, ListQuery, paginationOf, SortOrder } from '@dongbaejul/persistence';
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
/** Ends with the place in the room, so that two rooms of one moment keep their order. */
const NEWEST_FIRST: SortOrder = { at: -1, _id: 1 };
const LIST = 'own rooms';

interface Placed {
  at: Date;
  _id: Types.ObjectId;
  mine: Membership;
}

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
    const all = await this.memberships.ofMember(who.userId);
    const lastOf = await this.messages.lastOf(all.map((one) => one.room_id));
    const placed = all.map((mine): Placed => {
      const at = lastOf.get(String(mine.room_id))?.created_at ?? mine.joined_at;
      return { at, _id: mine._id, mine };
    });
    const limit = limitOf(query);
    const page = query.after === undefined ? (query.page ?? 1) : 1;
    const sorted = behind(placed.sort(newestFirst), query.after);
    const wanted = sorted.slice((page - 1) * limit, page * limit);
    const last = wanted.at(-1);
    const ids = wanted.map(({ mine }) => mine.room_id);
    const rooms = new Map((await this.rooms.findByIds(ids)).map((room) => [String(room._id), room]));
    const shown = wanted.flatMap(({ mine }) => {
      const room = rooms.get(String(mine.room_id));
      return room ? [{ room, mine, last: lastOf.get(String(room._id)) ?? null }] : [];
    });
    return {
      rooms: await this.presenter.present(who, shown, SHOWN_IN_LIST),
      pagination: paginationOf(all.length, page, limit),
      ...(last && sorted.length > page * limit && { next_cursor: encodeCursor(LIST, NEWEST_FIRST, last) }),
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

const newestFirst = (a: Pick<Placed, 'at' | '_id'>, b: Pick<Placed, 'at' | '_id'>): number =>
  b.at.getTime() - a.at.getTime() || String(a._id).localeCompare(String(b._id));

/** @throws INVALID_INPUT (details.after) for what is no cursor of this list */
function behind(sorted: Placed[], after: string | undefined): Placed[] {
  if (after === undefined) return sorted;
  const [at, _id] = decodeCursor(LIST, NEWEST_FIRST, after);
  const place = { at: at as Date, _id: _id as Types.ObjectId };
  return sorted.filter((one) => newestFirst(place, one) < 0);
}
