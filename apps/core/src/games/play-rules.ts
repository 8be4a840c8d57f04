import type { ErrorDetails } from '@dongbaejul/contracts';
import { Actor, assertMayManage, assertMayScore, isTrusted } from './access-rules';
import { withConsent } from './consent';
import { Court, courtAt, NamedCourt } from './courts';
import { Decision, nothing } from './decision';
import type { GameRow, Teams } from './game.schema';
import { GameErrors } from './games.errors';
import { assertScheduled, taking } from './join-rules';
import { isProblem, mostSets, readMatch, ScoreRule, SetScore } from './score-rules';
import { assertTeams, playersIn } from './team-rules';

/** A game may begin the day before at the earliest; staff and the meeting's host know better. */
const START_FROM_MS = 24 * 3_600_000;

/** @throws GAME_HOST_ONLY, GAME_NOT_SCHEDULED, GAME_TEAMS_INVALID */
export function decideTeams(game: GameRow, who: Actor, teams: Teams): Decision {
  assertMayManage(game, who);
  assertScheduled(game);
  assertTeams(game, teams);
  if (sameTeams(game.teams, teams)) return nothing(undefined);
  return { set: { teams, version: game.version + 1 }, change: 'updated', value: undefined };
}

const sameTeams = (one: Teams | null, other: Teams): boolean =>
  JSON.stringify([one?.team1, one?.team2]) === JSON.stringify([other.team1, other.team2]);

/** What a game occupies while it is played; a unique index lets each of them be in one ongoing game only. */
export const busyKeys = (game: Pick<GameRow, 'players' | 'teams'>, court: Court): string[] => [
  court.key,
  ...playersIn(game).flatMap(({ member_id }) => (member_id ? [`player:${member_id}`] : [])),
];

/**
 * Begins play on a court. Starting again on the same court changes nothing.
 * @param on the court as somebody named it
 * @param ask for the courts of the game's meeting, none where it has none, and for the teams where none were set
 * @throws GAME_HOST_ONLY, GAME_COURT_UNKNOWN, GAME_NOT_SCHEDULED, GAME_TOO_EARLY, GAME_TOO_FEW_PLAYERS
 */
export async function decideStart(
  game: GameRow,
  who: Actor,
  on: string,
  ask: { courts: (game: GameRow) => Promise<readonly NamedCourt[]>; teams: (game: GameRow) => Promise<Teams> },
  now: Date,
): Promise<Decision> {
  assertMayManage(game, who);
  const court = courtAt(game, await ask.courts(game), on);
  const isThere = game.court_id === court.id || game.busy?.includes(court.key);
  if (game.status === 'ongoing' && isThere) return nothing(undefined);
  assertScheduled(game);
  const from = new Date(game.game_date.getTime() - START_FROM_MS);
  if (now < from && !isTrusted(who)) throw GameErrors.GAME_TOO_EARLY({ from: from.toISOString() });
  const teams = game.teams ?? (await ask.teams(game));
  const withTeams = { ...game, teams };
  return {
    set: { status: 'ongoing', teams, court_id: court.id, started_at: now, busy: busyKeys(withTeams, court) },
    change: 'started',
    notes: [{ type: 'game.started', member_ids: taking(game) }],
    value: undefined,
  };
}

/**
 * Sets the score of a set outright: of the one under way, the next, or an earlier one that was typed wrong. A player
 * who keeps the score agrees to be in the game.
 * @throws GAME_PLAYERS_ONLY, GAME_NOT_ONGOING, SCORE_IMPOSSIBLE, SCORE_SET_ORDER
 */
export function decideScore(game: GameRow, who: Actor, setNumber: number, score: SetScore): Decision {
  assertMayScore(game, who);
  if (game.status !== 'ongoing') throw GameErrors.GAME_NOT_ONGOING({ status: game.status });
  const { team1, team2 } = score;
  const known = game.sets[setNumber - 1];
  if (known && known.team1 === team1 && known.team2 === team2) return nothing(undefined);
  if (setNumber > game.sets.length + 1) throw GameErrors.SCORE_SET_ORDER(detailsOf(game.rule, setNumber));
  const sets = game.sets.map(({ team1: one, team2: two }) => ({ team1: one, team2: two }));
  sets[setNumber - 1] = { team1, team2 };
  assertSets(game, sets);
  const players = withConsent(game.players, who.userId);
  return { set: { sets, ...(players !== game.players && { players }) }, change: 'score', value: undefined };
}

/** Of a score that is refused: the set that cannot be, and the rule it breaks. */
const detailsOf = (rule: ScoreRule, set_number: number): ErrorDetails => ({
  set_number,
  most_sets: mostSets(rule),
  rule,
});

/** @throws SCORE_IMPOSSIBLE, SCORE_SET_ORDER */
export function assertSets({ rule }: Pick<GameRow, 'rule'>, sets: readonly SetScore[]): void {
  const standing = readMatch(rule, sets);
  if (!isProblem(standing)) return;
  const details = detailsOf(rule, standing.set_number);
  if (standing.problem === 'impossible_set') throw GameErrors.SCORE_IMPOSSIBLE(details);
  throw GameErrors.SCORE_SET_ORDER(details);
}
