import type { ActivityRecorded } from '@dongbaejul/contracts';
import { Actor, assertMayManage } from './access-rules';
import { Decision, nothing } from './decision';
import type { Attendance, GameRow, Player } from './game.schema';
import { GameErrors } from './games.errors';

const CHECK_IN_FROM_MS = 2 * 3_600_000;
/** Who comes later than this after the beginning is late. */
const GRACE_MS = 10 * 60_000;

/** Members due and there, as what changed between two lists. */
export function attendanceCredits(before: readonly Player[], after: readonly Player[]): ActivityRecorded[] {
  const earlier = new Map(before.map(({ player_id, attendance }) => [player_id, attendance]));
  return after.flatMap(({ player_id, member_id, attendance }) => {
    if (member_id === null) return [];
    const old = earlier.get(player_id) ?? null;
    return [
      ...step(member_id, 'attendance_due', old !== null, attendance !== null),
      ...step(member_id, 'attended', wasThere(old), wasThere(attendance)),
    ];
  });
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
 * A participant says "I am here", with the guests; checking in again changes nothing.
 * @throws GAME_OVER, GAME_NOT_JOINED, CHECK_IN_CLOSED
 */
export function decideCheckIn(game: GameRow, who: Actor, now: Date): Decision {
  if (game.status === 'completed' || game.status === 'cancelled') throw GameErrors.GAME_OVER({ status: game.status });
  const self = game.players.find(({ member_id }) => member_id === who.userId);
  if (!self) throw GameErrors.GAME_NOT_JOINED();
  if (now.getTime() < game.game_date.getTime() - CHECK_IN_FROM_MS && game.status === 'scheduled') {
    throw GameErrors.CHECK_IN_CLOSED({ from: new Date(game.game_date.getTime() - CHECK_IN_FROM_MS).toISOString() });
  }
  if (wasThere(self.attendance)) return nothing(undefined);
  const isLate = now.getTime() > game.game_date.getTime() + GRACE_MS;
  const mark: Attendance = isLate ? 'late' : 'attended';
  return marked(
    game,
    new Map(game.players.filter(({ party }) => party === who.userId).map((p) => [p.player_id, mark])),
  );
}

/** @throws GAME_HOST_ONLY, GAME_OVER, GAME_NOT_JOINED for who is not a participant */
export function decideAttendance(game: GameRow, who: Actor, marks: ReadonlyMap<string, Attendance | null>): Decision {
  assertMayManage(game, who);
  assertNotCancelled(game);
  const known = new Set(game.players.map(({ player_id }) => player_id));
  const strangers = [...marks.keys()].filter((id) => !known.has(id));
  if (strangers.length > 0) throw GameErrors.GAME_NOT_JOINED({ participant_ids: strangers });
  return marked(game, marks);
}

function marked(game: GameRow, marks: ReadonlyMap<string, Attendance | null>): Decision {
  const players = game.players.map((player) => {
    const mark = marks.get(player.player_id);
    return mark === undefined || mark === player.attendance ? player : { ...player, attendance: mark };
  });
  if (players.every((player, i) => player === game.players[i])) return nothing(undefined);
  return { set: { players }, change: 'updated', credits: attendanceCredits(game.players, players), value: undefined };
}
