import type { GameRow } from '../games/game.schema';
import type { Meeting } from '../meetings/meeting.schema';
import { endOf } from '../meetings/meeting-rules';

/** Something that stands in a member's calendar. */
export interface CalendarEntry {
  /** The same for ever, so that a changed thing replaces itself in the calendar. */
  uid: string;
  title: string;
  description: string;
  location: string;
  start: Date;
  end: Date;
  /** Counts changes. */
  sequence: number;
  created: Date;
  changed: Date;
  state: 'confirmed' | 'tentative' | 'cancelled';
}

const NOT_SURE: Record<'ko' | 'en', string> = { ko: '(대기)', en: '(waiting)' };

/** A meeting as it stands in the calendar of somebody who hosts it, comes or may come. */
export function meetingEntry(meeting: Meeting, memberId: string, language: 'ko' | 'en'): CalendarEntry {
  const mine = meeting.answers.find(({ member_id }) => member_id === memberId);
  const waits = mine?.answer === 'going' && !mine.has_place;
  const isSure = meeting.host_id === memberId || (mine?.answer === 'going' && mine.has_place);
  return {
    uid: `meeting-${String(meeting._id)}@dongbaejul`,
    title: waits ? `${meeting.title} ${NOT_SURE[language]}` : meeting.title,
    description: meeting.cancel_reason ?? meeting.description,
    location: meeting.location,
    start: meeting.meeting_date,
    end: endOf(meeting),
    sequence: meeting.version - 1,
    created: meeting.created_at,
    changed: meeting.updated_at,
    state: meeting.is_cancelled ? 'cancelled' : isSure ? 'confirmed' : 'tentative',
  };
}

/** A game as it stands in the calendar of its host, or of somebody who plays or waits to. */
export function gameEntry(game: GameRow, memberId: string, language: 'ko' | 'en'): CalendarEntry {
  const plays = game.players.some(({ member_id }) => member_id === memberId);
  const waits = !plays && game.waiting.some(({ member_id }) => member_id === memberId);
  return {
    uid: `game-${String(game._id)}@dongbaejul`,
    title: waits ? `${game.title} ${NOT_SURE[language]}` : game.title,
    description: game.description,
    location: game.location ?? '',
    start: game.game_date,
    end: new Date(game.game_date.getTime() + game.duration * 60_000),
    sequence: game.version - 1,
    created: game.created_at,
    changed: game.updated_at,
    state: game.status === 'cancelled' ? 'cancelled' : waits ? 'tentative' : 'confirmed',
  };
}
