import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { invalidField } from '@dongbaejul/service-kit';
import { Clock } from '../common/clock';
import type { Meeting } from '../meetings/meeting.schema';
import { MeetingErrors } from '../meetings/meetings.errors';
import { MeetingsRepository } from '../meetings/meetings.repository';
import type { BoardPlayer } from './board';
import { assertMaySpeakFor, assertOpen, runs } from './board-access';
import { group, pause, ungroup } from './board-changes';
import { BoardOfMeeting } from './board-of-meeting';
import type { Board } from './board.schema';
import { BoardErrors } from './boards.errors';

/** What players want of the matchmaker: to sit out, or to play together. */
@Injectable()
export class ArrangePlayers {
  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly board: BoardOfMeeting,
    private readonly clock: Clock,
  ) {}

  async pause(meetingId: string, who: Identity, playerId: string, isPaused: boolean): Promise<void> {
    await this.inTransaction(meetingId, async (session, meeting) => {
      await this.board.change(session, meetingId, (board, now) => {
        assertMaySpeakFor(meeting, present(board, [playerId]), who);
        return pause(board, playerId, isPaused, now);
      });
    });
  }

  /**
   * A pair that plays as partners, or a four that plays with each other, until it is dissolved or somebody goes home.
   * @returns the group's id: plain, so that a retried request can get it again
   */
  async group(meetingId: string, who: Identity, playerIds: readonly string[]): Promise<string> {
    if (playerIds.length === 3)
      throw invalidField('player_ids', '두 명 또는 네 명이어야 합니다.', 'must be two or four');
    return this.inTransaction(meetingId, async (session, meeting) => {
      const id = new Types.ObjectId().toHexString();
      await this.board.change(session, meetingId, (board) => {
        const players = present(board, playerIds);
        // With whom one plays is for those concerned to agree on; one of them says it for all.
        const isOneOfThem = players.some(({ member_id }) => member_id === who.userId);
        if (!isOneOfThem && !runs(meeting, who)) throw BoardErrors.BOARD_PLAYER_NOT_YOURS();
        const grouped = board.groups.flatMap(({ player_ids }) => player_ids);
        if (playerIds.some((one) => grouped.includes(one))) throw BoardErrors.BOARD_PLAYER_GROUPED();
        return group(board, id, playerIds, who.userId);
      });
      return id;
    });
  }

  async ungroup(meetingId: string, who: Identity, groupId: string): Promise<void> {
    await this.inTransaction(meetingId, async (session, meeting) => {
      await this.board.change(session, meetingId, (board) => {
        const found = board.groups.find(({ id }) => id === groupId);
        if (!found) throw BoardErrors.BOARD_GROUP_NOT_FOUND();
        const members = board.players.filter(({ id }) => found.player_ids.includes(id));
        const isOneOfThem = members.some(({ member_id }) => member_id === who.userId);
        if (!isOneOfThem && found.made_by !== who.userId && !runs(meeting, who)) {
          throw BoardErrors.BOARD_PLAYER_NOT_YOURS();
        }
        return ungroup(board, groupId);
      });
    });
  }

  private inTransaction<T>(
    meetingId: string,
    body: (session: ClientSession, meeting: Meeting) => Promise<T>,
  ): Promise<T> {
    return this.transactions.run(
      async (session) => {
        const meeting = await this.meetings.find(meetingId, session);
        if (!meeting) throw MeetingErrors.MEETING_NOT_FOUND();
        assertOpen(meeting, this.clock.now());
        return body(session, meeting);
      },
      { aggregate: `board:${meetingId}` },
    );
  }
}

/** @throws BOARD_PLAYER_NOT_FOUND unless all are there */
function present(board: Board, ids: readonly string[]): BoardPlayer[] {
  const players = board.players.filter(({ id, is_present }) => is_present && ids.includes(id));
  if (players.length < ids.length) throw BoardErrors.BOARD_PLAYER_NOT_FOUND();
  return players;
}
