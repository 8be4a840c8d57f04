/**
 * How a match is scored (BWF Laws of Badminton 7; the club's own variants). Rally point scoring: each rally gives one
 * side one point, so a score is possible exactly when some order of rallies leads to it.
 */
export interface ScoreRule {
  preset: RulePreset | 'custom';
  /** Sets that win the match. */
  sets_to_win: number;
  /** Points that win a set (T). */
  target: number;
  /** Whether a set at T-1 all goes on until somebody leads by two. */
  deuce: boolean;
  /** Where a set ends at the latest (C); without deuce the target itself. */
  cap: number;
}

export const RULE_PRESETS = ['BWF_21', 'BWF_15', 'CLUB_25', 'CLUB_21'] as const;
export type RulePreset = (typeof RULE_PRESETS)[number];

export const PRESETS: Readonly<Record<RulePreset, ScoreRule>> = {
  BWF_21: { preset: 'BWF_21', sets_to_win: 2, target: 21, deuce: true, cap: 30 },
  /** In force from January 2027. */
  BWF_15: { preset: 'BWF_15', sets_to_win: 2, target: 15, deuce: true, cap: 21 },
  CLUB_25: { preset: 'CLUB_25', sets_to_win: 1, target: 25, deuce: false, cap: 25 },
  CLUB_21: { preset: 'CLUB_21', sets_to_win: 1, target: 21, deuce: false, cap: 21 },
};

export const SIDES = ['team1', 'team2'] as const;
export type Side = (typeof SIDES)[number];

export interface SetScore {
  team1: number;
  team2: number;
}

export type SetState = 'finished' | 'under_way' | 'impossible';

/** Whether a set at this score is over, goes on, or cannot have come about. */
export function setState(rule: ScoreRule, { team1, team2 }: SetScore): SetState {
  if (![team1, team2].every((points) => Number.isSafeInteger(points) && points >= 0)) return 'impossible';
  const [high, low] = team1 >= team2 ? [team1, team2] : [team2, team1];
  if (isFinished(rule, high, low)) return 'finished';
  return isUnderWay(rule, high, low) ? 'under_way' : 'impossible';
}

function isFinished({ target, deuce, cap }: ScoreRule, high: number, low: number): boolean {
  if (!deuce) return high === target && low < target;
  if (high === target && low <= target - 2) return true;
  if (high > target && high < cap) return low === high - 2;
  return high === cap && (low === cap - 1 || low === cap - 2);
}

/** Asked of scores that are not finished. Past T-1 all, nobody can lead by more than one before the set ends. */
function isUnderWay({ target, deuce, cap }: ScoreRule, high: number, low: number): boolean {
  if (high < target) return true;
  return deuce && high < cap && high - low <= 1;
}

export interface MatchScore {
  sets_won: SetScore;
  /** Null while the match goes on. */
  winner: Side | null;
}

const leader = (set: SetScore): Side => (set.team1 > set.team2 ? 'team1' : 'team2');

export interface MatchProblem {
  problem: 'impossible_set' | 'set_after_unfinished' | 'set_after_decided';
  /** Counted from 1. */
  set_number: number;
}

/**
 * Reads the sets of a match: all finished but perhaps the last, none after the match is decided.
 * @returns the standing, or the first thing that is wrong
 */
export function readMatch(rule: ScoreRule, sets: readonly SetScore[]): MatchScore | MatchProblem {
  const won: SetScore = { team1: 0, team2: 0 };
  let winner: Side | null = null;
  let isOpen = false;
  for (const [index, set] of sets.entries()) {
    const wrong = (problem: MatchProblem['problem']): MatchProblem => ({ problem, set_number: index + 1 });
    if (winner) return wrong('set_after_decided');
    if (isOpen) return wrong('set_after_unfinished');
    const state = setState(rule, set);
    if (state === 'impossible') return wrong('impossible_set');
    if (state === 'under_way') isOpen = true;
    else if (++won[leader(set)] === rule.sets_to_win) winner = leader(set);
  }
  return { sets_won: won, winner };
}

export const isProblem = (read: MatchScore | MatchProblem): read is MatchProblem => 'problem' in read;

/** The most sets that a match can have. */
export const mostSets = (rule: ScoreRule): number => 2 * rule.sets_to_win - 1;

/** Whether play can go from one score of a set to the other. */
const leadsTo = (rule: ScoreRule, from: SetScore, to: SetScore): boolean =>
  setState(rule, from) === 'finished'
    ? from.team1 === to.team1 && from.team2 === to.team2
    : from.team1 <= to.team1 && from.team2 <= to.team2;

/** Whether the final sets continue those that were recorded live, of which the last update may be missing. */
export const continues = (rule: ScoreRule, recorded: readonly SetScore[], final: readonly SetScore[]): boolean =>
  recorded.length <= final.length && recorded.every((set, index) => leadsTo(rule, set, final[index] as SetScore));
