import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import type { CreateRoomDto } from './dto/room-input.dto';
import { MembershipsRepository } from './memberships.repository';
import { privateKey } from './room.schema';
import { RoomErrors } from './rooms.errors';
import { isKeyTaken, NewRoom, RoomsRepository } from './rooms.repository';

@Injectable()
export class OpenRoom {
  constructor(
    private readonly transactions: Transactions,
    private readonly rooms: RoomsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly members: MembersRepository,
  ) {}

  /** @returns the room's id; for the same two people always the same private room */
  async run(who: Identity, wanted: CreateRoomDto): Promise<string> {
    if (wanted.type === 'global') throw RoomErrors.GLOBAL_ROOM_EXISTS();
    const others = [...new Set(wanted.participants ?? [])].filter((id) => id !== who.userId);
    return wanted.type === 'private' ? this.pair(who, others) : this.group(who, wanted.name, others);
  }

  private async pair(who: Identity, others: string[]): Promise<string> {
    const [other] = others;
    if (other === undefined || others.length > 1) {
      throw invalidField('participants', '상대방 한 명을 지정해 주세요.', 'must name exactly one other member');
    }
    const key = privateKey(who.userId, other);
    try {
      return await this.transactions.run(async (session) => {
        await this.assertActive(session, others);
        const known = await this.rooms.findByKey(key, session);
        return known ? String(known._id) : this.make(session, { type: 'private', key }, [who.userId, other]);
      });
    } catch (error) {
      // The other one opened it at the same moment.
      const room = isKeyTaken(error) ? await this.rooms.findByKey(key) : null;
      if (!room) throw error;
      return String(room._id);
    }
  }

  private async group(who: Identity, name: string | undefined, others: string[]): Promise<string> {
    if (!name) throw invalidField('name', '채팅방 이름을 입력해 주세요.', 'is required for a group');
    return this.transactions.run(async (session) => {
      await this.assertActive(session, others);
      return this.make(session, { type: 'group', name, owner_id: who.userId }, [who.userId, ...others]);
    });
  }

  private async make(
    session: ClientSession,
    fields: Pick<NewRoom, 'type'> & Partial<NewRoom>,
    memberIds: string[],
  ): Promise<string> {
    const now = new Date();
    const room = { name: '', owner_id: null, audience: 0, version: 1, created_at: now, updated_at: now, ...fields };
    const id = await this.rooms.insert(session, room);
    await this.memberships.insertMany(session, id, memberIds);
    return String(id);
  }

  /** @throws PARTICIPANT_UNKNOWN naming them */
  async assertActive(session: ClientSession, ids: string[]): Promise<void> {
    const known = await this.members.findByIds(ids, session);
    const unknown = ids.filter((id) => known.get(id)?.status !== 'active');
    if (unknown.length > 0) throw RoomErrors.PARTICIPANT_UNKNOWN({ member_ids: unknown });
  }
}
