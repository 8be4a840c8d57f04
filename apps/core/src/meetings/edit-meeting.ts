import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { BoardOfMeeting } from '../board/board-of-meeting';
import { Clock } from '../common/clock';
import { GamesOfMeetings, MovedMeeting } from '../games/games-of-meetings';
import type { Scope, UpdateMeetingDto } from './dto/update-meeting.dto';
import { assertMayRun, countsOf, endOf } from './meeting-rules';
import { MeetingEvents } from './meeting-events';
import type { Meeting } from './meeting.schema';
import { MeetingErrors } from './meetings.errors';
import { MeetingsRepository } from './meetings.repository';
import { assertNotOver, courtsNamed } from './new-meetings';
import { promoted, seat } from './seats';
import { TellMeeting } from './tell-meeting';

@Injectable()
export class EditMeeting {
  constructor(
    private readonly transactions: Transactions,
    private readonly meetings: MeetingsRepository,
    private readonly board: BoardOfMeeting,
    private readonly tell: TellMeeting,
    private readonly events: MeetingEvents,
    private readonly games: GamesOfMeetings,
    private readonly clock: Clock,
  ) {}

  /**
   * Games under it that have not begun go with it. Who is concerned by several of them is told once.
   * @param scope `following`: also all later meetings of the series; a new date moves them by as much
   * @param expected the version that the client believes to edit; undefined: the last write wins
   */
  async run(
    id: string,
    who: Identity,
    wanted: UpdateMeetingDto,
    scope: Scope,
    expected: number | undefined,
  ): Promise<void> {
    await this.transactions.run(
      async (session) => {
        const meeting = await this.meetings.find(id, session);
        if (!meeting) throw MeetingErrors.MEETING_NOT_FOUND();
        assertMayRun(meeting, who);
        assertCurrent(expected, meeting.version);
        if (meeting.is_cancelled) throw MeetingErrors.MEETING_CANCELLED();
        const now = this.clock.now();
        const moved = wanted.meeting_date ? Date.parse(wanted.meeting_date) - meeting.meeting_date.getTime() : 0;
        const concerned = await this.concerned(session, meeting, scope);
        const changed: Meeting[] = [];
        const moves: MovedMeeting[] = [];
        for (const one of concerned) {
          const after = edited(one, wanted, moved, now);
          if (!after) continue;
          if (moved !== 0 || wanted.duration !== undefined) assertNotOver(endOf(after), now);
          changed.push(await this.save(session, one, after));
          if (moved !== 0 || after.location !== one.location)
            moves.push({ _id: one._id, by_ms: moved, from: one.location, to: after.location });
        }
        await this.events.tell(session, 'updated', changed, who);
        const told = await this.tell.all(session, 'meeting.changed', changed, who.userId);
        await this.games.move(session, who, moves, told);
      },
      { aggregate: `meeting:${id}` },
    );
  }

  private concerned(session: ClientSession, meeting: Meeting, scope: Scope): Promise<Meeting[]> | Meeting[] {
    if (scope === 'this' || !meeting.series_id) return [meeting];
    return this.meetings.following(session, meeting.series_id, meeting.meeting_date);
  }

  private async save(session: ClientSession, before: Meeting, after: Meeting): Promise<Meeting> {
    const { _id, ...fields } = after;
    const saved = await this.meetings.set(session, before, fields);
    if (after.courts !== before.courts) await this.board.setCourts(session, String(_id), after.courts);
    await this.tell.promoted(session, after, promoted(before.answers, after.answers));
    return saved;
  }
}

/** @returns null where nothing would really change */
function edited(meeting: Meeting, wanted: UpdateMeetingDto, moved: number, now: Date): Meeting | null {
  const { title, description, duration, location, max_participants } = wanted;
  const named = wanted.courts && wanted.courts.join('\n') !== meeting.courts.map(({ name }) => name).join('\n');
  const after: Meeting = {
    ...meeting,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(duration !== undefined && { duration }),
    ...(location !== undefined && { location }),
    ...(max_participants !== undefined && { max_participants }),
    ...(named && { courts: courtsNamed(wanted.courts ?? [], meeting.courts) }),
    ...(moved !== 0 && { meeting_date: new Date(meeting.meeting_date.getTime() + moved) }),
  };
  const keys = Object.keys(after) as (keyof Meeting)[];
  if (keys.every((key) => after[key] === meeting[key])) return null;
  const answers = seat(after.answers, after.max_participants);
  return { ...after, answers, counts: countsOf(answers), version: meeting.version + 1, updated_at: now };
}
