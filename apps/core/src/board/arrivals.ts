import type { Identity } from '@dongbaejul/identity';
import type { Member } from '../members/member.schema';
import type { Meeting } from '../meetings/meeting.schema';
import { levelOf, Played, playingLevel } from '../ratings/playing-level';
import type { Arrival } from './board-changes';

export const genderOf = (gender: string | null | undefined): Arrival['gender'] =>
  gender === 'male' || gender === 'female' ? gender : null;

/** Guests who were announced, by id. */
export function guestsOf(meeting: Pick<Meeting, 'answers'>): Map<string, Arrival> {
  const guests = meeting.answers.flatMap(({ member_id, guests: brought }) =>
    brought.map(({ id, name, grade, gender }) => ({
      id,
      member_id,
      is_guest: true,
      name,
      grade,
      level: levelOf(grade),
      gender,
    })),
  );
  return new Map(guests.map((guest) => [guest.id, guest]));
}

/** A member; one whom core does not know yet goes by the name that they sign in with. */
export function memberArriving(
  id: string,
  known: Member | undefined,
  played: readonly Played[],
  who: Identity,
): Arrival {
  const grade = known?.grade ?? null;
  return {
    id,
    member_id: id,
    is_guest: false,
    name: known?.display_name || (id === who.userId ? who.username : ''),
    grade,
    level: playingLevel(grade, played),
    gender: genderOf(known?.gender),
  };
}
