import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { MembersRepository } from '../members/members.repository';
import type { Meeting } from '../meetings/meeting.schema';
import { MeetingErrors } from '../meetings/meetings.errors';
import { MeetingsRepository } from '../meetings/meetings.repository';
import { RatingsService } from '../ratings/ratings.service';
import { guestsOf, memberArriving } from './arrivals';
import { assertMaySpeakFor, assertOpen } from './board-access';
import { Arrival, arrive, leave } from './board-changes';
import { BoardOfMeeting } from './board-of-meeting';
import { BoardErrors } from './boards.errors';

/** Who has come to a meeting, and who has gone home. */
@Injectable()
export class CheckIn {
  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly members: MembersRepository,
    private readonly ratings: RatingsService,
    private readonly board: BoardOfMeeting,
    private readonly clock: Clock,
  ) {}

  /** @param ids members and announced guests; undefined: the member with all announced guests */
  async arrive(meetingId: string, who: Identity, ids: readonly string[] | undefined): Promise<void> {
    await this.transactions.run(
      async (session) => {
        const meeting = await this.meetings.find(meetingId, session);
        if (!meeting) throw MeetingErrors.MEETING_NOT_FOUND();
        assertOpen(meeting, this.clock.now());
        const arrivals = await this.arrivals(meeting, who, ids);
        assertMaySpeakFor(meeting, arrivals, who);
        await this.board.change(session, meetingId, (board, now) => arrive(board, arrivals, now));
      },
      { aggregate: `board:${meetingId}` },
    );
  }

  /** @param ids undefined: the member with all guests; who plays finishes the game and is gone then */
  async leave(meetingId: string, who: Identity, ids: readonly string[] | undefined): Promise<void> {
    await this.transactions.run(
      async (session) => {
        const meeting = await this.meetings.find(meetingId, session);
        if (!meeting) throw MeetingErrors.MEETING_NOT_FOUND();
        await this.board.change(session, meetingId, (board) => {
          const players = board.players.filter(({ id, member_id }) => ids?.includes(id) ?? member_id === who.userId);
          if (players.length < (ids?.length ?? 1)) throw BoardErrors.BOARD_PLAYER_NOT_FOUND();
          assertMaySpeakFor(meeting, players, who);
          return players.some(({ is_present }) => is_present)
            ? leave(
                board,
                players.map(({ id }) => id),
              )
            : board;
        });
      },
      { aggregate: `board:${meetingId}` },
    );
  }

  /** @throws BOARD_PLAYER_NOT_FOUND for whoever is neither a member nor an announced guest */
  private async arrivals(meeting: Meeting, who: Identity, ids: readonly string[] | undefined): Promise<Arrival[]> {
    const guests = guestsOf(meeting);
    const mine = [...guests.values()].filter(({ member_id }) => member_id === who.userId).map(({ id }) => id);
    const wanted = ids ?? [who.userId, ...mine];
    const members = await this.members.findByIds(wanted);
    const ratings = await this.ratings.playedBy(wanted);
    return wanted.map((id) => {
      const guest = guests.get(id);
      if (guest) return guest;
      const member = members.get(id);
      const isThere = member ? member.status === 'active' : id === who.userId || isAnnounced(meeting, id);
      if (!isThere) throw BoardErrors.BOARD_PLAYER_NOT_FOUND({ player_id: id });
      return memberArriving(id, member, ratings.get(id) ?? [], who);
    });
  }
}

const isAnnounced = (meeting: Meeting, id: string): boolean =>
  meeting.answers.some(({ member_id }) => member_id === id);
