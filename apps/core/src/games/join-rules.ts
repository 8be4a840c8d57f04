import { attendanceCredits } from './attendance-rules';
import { Decision, nothing } from './decision';
import { assertMayManage, Actor, isTrusted, mayManage } from './access-rules';
import type { GameRow, Player, Teams, Withdrawal } from './game.schema';
import { GameErrors } from './games.errors';
import { guestsOf, join, leave, Roster, Standing, standingOf, waitingParties } from './roster';

/** Who can wait for one game; what is beyond waits in vain. */
export const MOST_WAITING = 2_000;

export interface Party {
  memberId: string;
  players: readonly Player[];
}

const rosterOf = ({ players, waiting }: GameRow): Roster => ({ players, waiting });

const isPast = (deadline: Date | null, now: Date): boolean => deadline !== null && deadline <= now;

/** @throws GAME_NOT_SCHEDULED */
export function assertScheduled({ status }: GameRow): void {
  if (status !== 'scheduled') throw GameErrors.GAME_NOT_SCHEDULED({ status });
}

/**
 * A member joins, or is entered by the host or staff, who may do so after the deadline too; then the member is told and
 * asked. Joining twice with the same guests is joining once.
 * @throws GAME_HOST_ONLY, GAME_NOT_SCHEDULED, GAME_JOIN_CLOSED, GAME_ALREADY_JOINED, GAME_PARTY_TOO_LARGE, GAME_FULL
 */
export function decideJoin(game: GameRow, who: Actor, party: Party, now: Date): Decision<Standing> {
  const { memberId } = party;
  const isEntered = memberId !== who.userId;
  if (isEntered) assertMayManage(game, who);
  const players = isEntered ? asked(party.players, who) : party.players;
  assertScheduled(game);
  const roster = rosterOf(game);
  const standing = standingOf(roster, memberId);
  if (standing) {
    if (!sameGuests(guestsOf(roster, memberId), players)) throw GameErrors.GAME_ALREADY_JOINED();
    return nothing(standing);
  }
  if (isPast(game.join_deadline, now) && !mayManage(game, who)) throw GameErrors.GAME_JOIN_CLOSED();
  const places = game.max_participants;
  if (players.length > places) throw GameErrors.GAME_PARTY_TOO_LARGE({ places });
  const after = join(roster, places, players);
  if (after.waiting.length > MOST_WAITING) throw GameErrors.GAME_FULL();
  const entered = standingOf(after, memberId) as Standing;
  return {
    set: { ...after },
    change: 'joined',
    notes: [
      ...(isEntered ? [{ type: 'game.entered' as const, member_ids: [memberId] }] : []),
      ...(entered.status === 'joined' ? [{ type: 'game.joined' as const, member_ids: [game.host_id] }] : []),
    ],
    value: entered,
  };
}

/** Who is entered by somebody else has not agreed yet; guests have no say of their own. */
const asked = (players: readonly Player[], who: Actor): Player[] =>
  players.map((player) =>
    player.member_id === null ? player : { ...player, consent: isTrusted(who) ? 'vouched' : 'asked' },
  );

const sameGuests = (known: readonly Player[], party: readonly Player[]): boolean => {
  const names = (list: readonly Player[]): string =>
    list
      .filter(({ member_id }) => member_id === null)
      .map(({ name }) => name)
      .sort()
      .join('\n');
  return names(known) === names(party);
};

/**
 * A member leaves with the guests, at any time before the game begins; who was to play and leaves after the deadline is
 * noted for it. The first who wait and fit move up at once. A mark of having come goes along.
 * @throws GAME_HOST_ONLY, GAME_NOT_SCHEDULED, GAME_NOT_JOINED
 */
export function decideLeave(game: GameRow, who: Actor, memberId: string, now: Date): Decision {
  if (memberId !== who.userId) assertMayManage(game, who);
  assertScheduled(game);
  const standing = standingOf(rosterOf(game), memberId);
  if (!standing) throw GameErrors.GAME_NOT_JOINED();
  const { roster, promoted } = leave(rosterOf(game), game.max_participants, memberId);
  const hasPlayed = standing.status === 'joined';
  const withdrawal: Withdrawal = { member_id: memberId, left_at: now, late: isPast(game.join_deadline, now) };
  return {
    set: {
      ...roster,
      teams: teamsWithin(game.teams, roster.players),
      ...(hasPlayed && { withdrawals: [...game.withdrawals, withdrawal].slice(-500) }),
    },
    change: 'left',
    notes: [
      ...(promoted.length > 0 ? [{ type: 'game.promoted' as const, member_ids: promoted }] : []),
      ...(hasPlayed ? [{ type: 'game.left' as const, member_ids: [game.host_id] }] : []),
      ...(memberId === who.userId ? [] : [{ type: 'game.removed' as const, member_ids: [memberId] }]),
    ],
    credits: attendanceCredits(game.players, roster.players),
    value: undefined,
  };
}

/** Teams stand as long as everybody in them plays. */
export function teamsWithin(teams: Teams | null, players: readonly Player[]): Teams | null {
  if (!teams) return null;
  const playing = new Set(players.map(({ player_id }) => player_id));
  return [...teams.team1, ...teams.team2].every((id) => playing.has(id)) ? teams : null;
}

/** Members whom a change of the game concerns: who plays and who waits, each once. */
export const concerned = (game: GameRow): string[] => [
  ...new Set([...waitingParties(game.players), ...waitingParties(game.waiting)]),
];

/** Members whom its play and its result concern: who plays, and the host. Who only waits was not there. */
export const taking = (game: GameRow): string[] => [...new Set([game.host_id, ...waitingParties(game.players)])];
