import type { ActivityRecorded } from '@dongbaejul/contracts';
import { Actor, assertMayManage } from './access-rules';
import { withConsent } from './consent';
import { Decision, nothing } from './decision';
import type { Attendance, GameRow, Player } from './game.schema';
import { GameErrors } from './games.errors';

const CHECK_IN_FROM_MS = 2 * 3_600_000;
/** Who comes later than this after the beginning is late. */
const GRACE_MS = 10 * 60_000;

/** Members due and there, as what changed between two lists: who is in the later no more was not due either. */
export function attendanceCredits(before: readonly Player[], after: readonly Player[]): ActivityRecorded[] {
  const [earlier, later] = [marksIn(before), marksIn(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((memberId) => {
    const [old, mark] = [earlier.get(memberId) ?? null, later.get(memberId) ?? null];
    return [
      ...step(memberId, 'attendance_due', old !== null, mark !== null),
      ...step(memberId, 'attended', wasThere(old), wasThere(mark)),
    ];
  });
}

const marksIn = (players: readonly Player[]): Map<string, Attendance | null> =>
  new Map(players.flatMap(({ member_id, attendance }) => (member_id === null ? [] : [[member_id, attendance]])));

const opensAt = ({ game_date }: GameRow): Date => new Date(game_date.getTime() - CHECK_IN_FROM_MS);

/** @throws CHECK_IN_CLOSED */
function assertOpen(game: GameRow, now: Date): void {
  const from = opensAt(game);
  if (game.status === 'scheduled' && now < from) throw GameErrors.CHECK_IN_CLOSED({ from: from.toISOString() });
}

const wasThere = (attendance: Attendance | null): boolean => attendance === 'attended' || attendance === 'late';

const step = (
  member_id: string,
  kind: 'attendance_due' | 'attended',
  before: boolean,
  after: boolean,
): ActivityRecorded[] => (before === after ? [] : [{ member_id, kind, delta: after ? 1 : -1 }]);

function assertNotCancelled({ status }: GameRow): void {
  if (status === 'cancelled') throw GameErrors.GAME_OVER({ status });
}

/**
 * A participant says "I am here", with the guests, and so agrees to be in; checking in again changes nothing.
 * @throws GAME_OVER, GAME_NOT_JOINED, CHECK_IN_CLOSED
 */
export function decideCheckIn(game: GameRow, who: Actor, now: Date): Decision {
  if (game.status === 'completed' || game.status === 'cancelled') throw GameErrors.GAME_OVER({ status: game.status });
  const self = game.players.find(({ member_id }) => member_id === who.userId);
  if (!self) throw GameErrors.GAME_NOT_JOINED();
  assertOpen(game, now);
  const isLate = now.getTime() > game.game_date.getTime() + GRACE_MS;
  const mark: Attendance = isLate ? 'late' : 'attended';
  const party = wasThere(self.attendance) ? [] : game.players.filter((one) => one.party === who.userId);
  return marked(game, new Map(party.map(({ player_id }) => [player_id, mark])), withConsent(game.players, who.userId));
}

/**
 * The host says who came, from when on players can say so themselves: nobody came or stayed away before.
 * @throws GAME_HOST_ONLY, GAME_OVER, CHECK_IN_CLOSED, GAME_NOT_JOINED for who is not a participant
 */
export function decideAttendance(
  game: GameRow,
  who: Actor,
  marks: ReadonlyMap<string, Attendance | null>,
  now: Date,
): Decision {
  assertMayManage(game, who);
  assertNotCancelled(game);
  assertOpen(game, now);
  const known = new Set(game.players.map(({ player_id }) => player_id));
  const strangers = [...marks.keys()].filter((id) => !known.has(id));
  if (strangers.length > 0) throw GameErrors.GAME_NOT_JOINED({ participant_ids: strangers });
  return marked(game, marks);
}

function marked(
  game: GameRow,
  marks: ReadonlyMap<string, Attendance | null>,
  present: readonly Player[] = game.players,
): Decision {
  const players = present.map((player) => {
    const mark = marks.get(player.player_id);
    return mark === undefined || mark === player.attendance ? player : { ...player, attendance: mark };
  });
  if (players.every((player, i) => player === game.players[i])) return nothing(undefined);
  return { set: { players }, change: 'updated', credits: attendanceCredits(game.players, players), value: undefined };
}
