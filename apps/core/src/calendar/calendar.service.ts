import { requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { GamesRepository } from '../games/games.repository';
import { MembersRepository } from '../members/members.repository';
import { MeetingsRepository } from '../meetings/meetings.repository';
import type { CalendarQuery } from './calendar.dto';
import { CalendarErrors } from './calendar.errors';
import { CalendarEntry, gameEntry, meetingEntry } from './calendar-entry';
import { CalendarTokens } from './calendar-tokens';
import { icalOf } from './ical';

const DAY_MS = 24 * 3_600_000;
/** What is long over is dropped; clients keep what they had. */
const PAST_MS = 90 * DAY_MS;
const AHEAD_MS = 400 * DAY_MS;
const MOST_ENTRIES = 500;

const NAMES = { ko: '동배즐', en: 'Dongbaejul' };

@Injectable()
export class CalendarService {
  constructor(
    private readonly tokens: CalendarTokens,
    private readonly members: MembersRepository,
    private readonly meetings: MeetingsRepository,
    private readonly games: GamesRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws CALENDAR_NOT_FOUND for a token that is nobody's, or of somebody who is no longer in the club */
  async of({ token, game_id, meeting_id }: CalendarQuery): Promise<string> {
    const memberId = await this.tokens.ownerOf(token);
    if (memberId === null) throw CalendarErrors.CALENDAR_NOT_FOUND();
    const member = (await this.members.findByIds([memberId])).get(memberId);
    if (member && member.status !== 'active') throw CalendarErrors.CALENDAR_NOT_FOUND();
    const language = requestContext()?.language ?? 'ko';
    const now = this.clock.now().getTime();
    const [from, to] = [new Date(now - PAST_MS), new Date(now + AHEAD_MS)];
    const meetings = game_id ? [] : await this.meetings.ofMember(memberId, from, to, MOST_ENTRIES);
    const games = await this.games.ofMember(memberId, from, MOST_ENTRIES);
    const meetingEntries = meetings
      .filter(({ _id }) => meeting_id === undefined || String(_id) === meeting_id)
      .map((meeting) => meetingEntry(meeting, memberId, language));
    const gameEntries = games
      .filter(({ _id }) => game_id === undefined || String(_id) === game_id)
      .filter((game) => meeting_id === undefined || game.meeting_id === meeting_id)
      .map((game) => gameEntry(game, memberId, language));
    const entries: CalendarEntry[] = [...meetingEntries, ...gameEntries];
    return icalOf(NAMES[language], entries);
  }
}
