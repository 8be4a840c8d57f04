import type { GameState } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import type { Member } from '../members/member.schema';
import { assertNotGone } from '../members/members.errors';
import { MembersRepository } from '../members/members.repository';
import type { Actor } from './access-rules';
import type { JoinAnswer } from './dto/game.dto';
import type { JoinGameDto } from './dto/join.dto';
import { GameChanges } from './game-changes';
import type { Player } from './game.schema';
import { GameErrors } from './games.errors';
import { canAgree, canWithdraw, decideAgree, decideWithdraw } from './consent-rules';
import { decideJoin, decideLeave, Party } from './join-rules';

@Injectable()
export class JoinGame {
  constructor(
    private readonly changes: GameChanges,
    private readonly members: MembersRepository,
  ) {}

  /**
   * Joins; who was entered by somebody else agrees by it, also when the game has begun or is over.
   * @throws GAME_MEMBER_UNKNOWN for somebody else who is no active member, MEMBER_NOT_ACTIVE, and what decideJoin throws
   */
  async join(id: string, who: Actor, { guests = [], member_id }: JoinGameDto): Promise<JoinAnswer> {
    const memberId = member_id ?? who.userId;
    const party = await this.partyOf(who, memberId, guests);
    const isSelf = memberId === who.userId && guests.length === 0;
    const { state, value } = await this.changes.run(id, who, (row, actor) =>
      isSelf && canAgree(row, actor) ? decideAgree(row, actor) : decideJoin(row, actor, party, new Date()),
    );
    return {
      game: state,
      participant_status: value.status,
      ...(value.status === 'waiting_list' && { position: value.position }),
    };
  }

  /** Leaves; who was entered by somebody else can do so during the game as well, which is called off then. */
  async leave(id: string, who: Actor, memberId = who.userId): Promise<GameState> {
    const { state } = await this.changes.run(id, who, (row, actor) =>
      memberId === who.userId && canWithdraw(row, actor)
        ? decideWithdraw(row, actor)
        : decideLeave(row, actor, memberId, new Date()),
    );
    return state;
  }

  private async partyOf(who: Actor, memberId: string, guests: NonNullable<JoinGameDto['guests']>): Promise<Party> {
    const member = (await this.members.findByIds([memberId])).get(memberId);
    if (memberId !== who.userId && member?.status !== 'active') throw GameErrors.GAME_MEMBER_UNKNOWN();
    assertNotGone(member);
    const joined_at = new Date();
    const common = { party: memberId, joined_at, attendance: null };
    const self: Player = {
      ...common,
      player_id: memberId,
      member_id: memberId,
      name: nameOf(member, who),
      grade: member?.grade ?? null,
      gender: member?.gender ?? null,
    };
    const others = guests.map(({ name, grade, gender }): Player => ({
      ...common,
      player_id: new Types.ObjectId().toHexString(),
      member_id: null,
      name,
      grade: grade ?? null,
      gender: gender ?? null,
    }));
    return { memberId, players: [self, ...others] };
  }
}

/** Kept for readers until the member is known here. */
const nameOf = (member: Member | undefined, who: Actor): string => member?.display_name ?? who.username;
