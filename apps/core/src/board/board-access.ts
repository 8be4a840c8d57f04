import type { Identity } from '@dongbaejul/identity';
import { endOf, isManager } from '../meetings/meeting-rules';
import type { Meeting } from '../meetings/meeting.schema';
import { MeetingErrors } from '../meetings/meetings.errors';
import type { BoardPlayer } from './board';
import { BoardErrors } from './boards.errors';

const OPEN_BEFORE_MS = 3 * 3_600_000;
const OPEN_AFTER_MS = 6 * 3_600_000;

/** @throws MEETING_CANCELLED, BOARD_NOT_OPEN where nobody can be there */
export function assertOpen(meeting: Pick<Meeting, 'is_cancelled' | 'meeting_date' | 'duration'>, now: Date): void {
  if (meeting.is_cancelled) throw MeetingErrors.MEETING_CANCELLED();
  const opens = meeting.meeting_date.getTime() - OPEN_BEFORE_MS;
  const closes = endOf(meeting).getTime() + OPEN_AFTER_MS;
  if (now.getTime() < opens || now.getTime() > closes) throw BoardErrors.BOARD_NOT_OPEN();
}

/** Whether somebody decides for everyone at the meeting. */
export const runs = (meeting: Pick<Meeting, 'host_id'>, who: Identity): boolean =>
  meeting.host_id === who.userId || isManager(who);

/** @throws BOARD_PLAYER_NOT_YOURS unless all are the member or the member's guests, or the member runs the meeting */
export function assertMaySpeakFor(
  meeting: Pick<Meeting, 'host_id'>,
  players: readonly Pick<BoardPlayer, 'member_id'>[],
  who: Identity,
): void {
  if (runs(meeting, who)) return;
  if (players.some(({ member_id }) => member_id !== who.userId)) throw BoardErrors.BOARD_PLAYER_NOT_YOURS();
}
