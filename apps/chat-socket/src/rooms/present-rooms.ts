import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import type { Member } from '../members/member.schema';
import { MembersRepository } from '../members/members.repository';
import { formerMember, personOf } from '../members/person';
import { Message } from '../messages/message.schema';
import { MessagesRepository, UNREAD_COUNTED } from '../messages/messages.repository';
import { presentMessage } from '../messages/present-message';
import { Mutes } from '../people/mutes';
import { PresenceService } from '../presence/presence.service';
import type { ChatRoomDto, ChatParticipantDto } from './dto/room.dto';
import type { Membership } from './membership.schema';
import { MembershipsRepository } from './memberships.repository';
import type { Room } from './room.schema';

export interface RoomOfMember {
  room: Room;
  /** The place of who looks. */
  mine: Membership;
  last: Message | null;
}

/** Rooms as one of their members sees them. */
@Injectable()
export class PresentRooms {
  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly messages: MessagesRepository,
    private readonly members: MembersRepository,
    private readonly presence: PresenceService,
    private readonly mutes: Mutes,
  ) {}

  /** @param shown participants of each room */
  async present(who: Identity, rooms: readonly RoomOfMember[], shown: number): Promise<ChatRoomDto[]> {
    const muted = await this.mutes.of(who.userId);
    const roomIds = rooms.map(({ room }) => room._id);
    const [membersOf, counts, ...unreadOf] = await Promise.all([
      this.memberships.ofRooms(roomIds, shown),
      this.memberships.counts(roomIds),
      ...rooms.map((one) => this.unreadIn(one, muted)),
    ]);
    const gathered = rooms.map((one, i) => {
      const id = String(one.room._id);
      return { ...one, members: membersOf.get(id) ?? [], count: counts.get(id) ?? 0, unread: unreadOf[i] ?? 0 };
    });
    const ids = gathered.flatMap(({ members, last }) => [
      ...members.map((one) => one.member_id),
      ...(last?.sender_id ? [last.sender_id] : []),
    ]);
    const known = await this.members.findByIds(ids);
    const online = await this.presence.onlineAmong([...new Set(ids)]);
    const viewer = { id: who.userId, muted };
    return gathered.map(({ room, mine, members, count, last, unread }) => ({
      id: String(room._id),
      name: nameOf(room, members, who.userId, known),
      type: room.type,
      owner: room.owner_id,
      participants: members.map((one) => participant(one, room, known.get(one.member_id), online)),
      participant_count: count,
      last_message: last && presentMessage(last, known, viewer),
      last_seq: last?.seq ?? 0,
      unread_count: Math.min(unread, UNREAD_COUNTED),
      ...(unread > UNREAD_COUNTED && { unread_is_floor: true }),
      read_seq: mine.read_seq,
      muted: mine.muted,
      version: room.version,
      created_at: room.created_at.toISOString(),
    }));
  }

  async participants(room: Room, rows: readonly Membership[]): Promise<ChatParticipantDto[]> {
    const ids = rows.map((row) => row.member_id);
    const known = await this.members.findByIds(ids);
    const online = await this.presence.onlineAmong(ids);
    return rows.map((row) => participant(row, room, known.get(row.member_id), online));
  }

  /** Most rooms are read to their end, which needs no counting. */
  private async unreadIn({ room, mine, last }: RoomOfMember, muted: ReadonlySet<string>): Promise<number> {
    if (!last || last.seq <= mine.read_seq) return 0;
    return this.messages.unread(room._id, mine.read_seq, [mine.member_id, ...muted]);
  }
}

function nameOf(room: Room, members: readonly Membership[], me: string, known: ReadonlyMap<string, Member>): string {
  if (room.type !== 'private') return room.name;
  const other = members.find((one) => one.member_id !== me)?.member_id;
  return other === undefined ? formerMember() : personOf(other, known.get(other)).name;
}

function participant(
  row: Membership,
  room: Room,
  member: Member | undefined,
  online: ReadonlySet<string>,
): ChatParticipantDto {
  const { id, name, avatar } = personOf(row.member_id, member);
  return {
    id,
    display_name: name,
    avatar,
    role: room.owner_id === row.member_id ? 'owner' : 'member',
    online: online.has(row.member_id),
    last_seen_at: member?.last_seen_at?.toISOString() ?? null,
    read_seq: row.read_seq,
    joined_at: row.joined_at.toISOString(),
  };
}
