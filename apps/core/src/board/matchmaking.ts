import { choose } from './choose';
import { History, historyOf } from './history';

/** Somebody who is there and wants to play. */
export interface Candidate {
  id: string;
  /** Strength, higher is stronger, in steps of the club's grade table. */
  level: number;
  gender: 'male' | 'female' | null;
  /** Games of this evening, those under way included; who came late counts as having played what others had then. */
  games: number;
  /** Since when, in ms. */
  waiting_since: number;
}

/** Two against two. */
export interface Lineup {
  team1: [string, string];
  team2: [string, string];
}

/** Those who play only together: a fixed pair, or a fixed four. */
export type FixedGroup = readonly string[];

/** Candidates who are considered together once the first has been chosen: enough to vary, few enough to stay fair. */
const WINDOW = 8;
/** Nothing outweighs that somebody with fewer games waits. */
const COST_OF_GAME = 1_000;
/** What each place further back costs against the levels and repetitions below. */
const COST_OF_RANK = 3;
/** That two of a team were partners before; twice weighs four times as much. */
const COST_OF_PARTNERS = 14;
const COST_OF_OPPONENTS = 1.5;
/** Each step of level between the two teams' sums; and between the strongest and the weakest of the four. */
const COST_OF_UNEVEN = 2;
const COST_OF_SPREAD = 0.7;
/** Three men and a woman, or a man and three women; and a mixed four that is not split into mixed pairs. */
const COST_OF_ODD_ONE = 3;

/** A fixed group or somebody alone: they come onto a court together or not at all. */
interface Unit {
  members: readonly Candidate[];
  games: number;
  waiting_since: number;
}

/**
 * The next game among those who wait: whoever has played least comes first, among equals who waits longest. The other
 * three are taken from those right behind, so that partners change and the teams are even.
 * With fixed groups of two and four, a game can be made whenever four wait.
 * @param past lineups of the evening
 * @returns null when no four can be put together
 */
export function nextLineup(
  candidates: readonly Candidate[],
  groups: readonly FixedGroup[],
  past: readonly Lineup[],
): Lineup | null {
  const units = unitsOf(candidates, groups).sort(inOrder);
  const first = units[0];
  if (!first) return null;
  const history = historyOf(past);
  // Only a fixed four at the front can leave the rest too few; then it plays, and otherwise the next may be the first.
  for (let front = 0; front < units.length; front += 1) {
    const best = bestWith(units.slice(front), groups, history);
    if (best) return best;
  }
  return null;
}

const inOrder = (a: Unit, b: Unit): number => a.games - b.games || a.waiting_since - b.waiting_since;

function unitsOf(candidates: readonly Candidate[], groups: readonly FixedGroup[]): Unit[] {
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const units: Unit[] = [];
  for (const group of groups) {
    const members = group.flatMap((id) => byId.get(id) ?? []);
    for (const { id } of members) byId.delete(id);
    if (members.length === group.length) units.push(unit(members));
    // The others of the group are away or pause: those who are left play with anybody.
    else units.push(...members.map((member) => unit([member])));
  }
  return [...units, ...[...byId.values()].map((one) => unit([one]))];
}

/** A group stands where the one of it stands who has played most, or it would overtake others by being together. */
const unit = (members: readonly Candidate[]): Unit => ({
  members,
  games: Math.max(...members.map(({ games }) => games)),
  waiting_since: Math.max(...members.map(({ waiting_since }) => waiting_since)),
});

function bestWith(units: readonly Unit[], groups: readonly FixedGroup[], history: History): Lineup | null {
  const [first, ...others] = units as [Unit, ...Unit[]];
  const needed = 4 - first.members.length;
  const pool = poolFor(others, needed);
  let best: { cost: number; lineup: Lineup } | null = null;
  for (const chosen of choose(pool, needed, ({ members }) => members.length)) {
    const four = [first, ...chosen].flatMap(({ members }) => members);
    const ranks = chosen.reduce((sum, one) => sum + pool.indexOf(one), 0);
    const games = four.reduce((sum, one) => sum + one.games, 0);
    for (const lineup of splits(four)) {
      if (!keepsPairs(lineup, groups)) continue;
      const cost = games * COST_OF_GAME + ranks * COST_OF_RANK + costOf(lineup, history);
      if (!best || cost < best.cost) best = { cost, lineup: ids(lineup) };
    }
  }
  return best?.lineup ?? null;
}

/** Those from whom the rest is chosen: the next in order, and all of them only where these few do not make up a four. */
function poolFor(others: readonly Unit[], needed: number): readonly Unit[] {
  const window = others.slice(0, WINDOW);
  return fits(window, needed) ? window : others;
}

const fits = (pool: readonly Unit[], needed: number): boolean =>
  !choose(pool, needed, ({ members }) => members.length).next().done;

type Sides = [Candidate, Candidate, Candidate, Candidate];

/** The three ways to make two teams of four; the first two of each are one team. */
function splits(four: readonly Candidate[]): Sides[] {
  const [a, b, c, d] = four as Sides;
  return [
    [a, b, c, d],
    [a, c, b, d],
    [a, d, b, c],
  ];
}

const keepsPairs = ([a, b, c, d]: Sides, groups: readonly FixedGroup[]): boolean =>
  groups
    .filter((group) => group.length === 2)
    .every((pair) => {
      const together = [a, b, c, d].filter(({ id }) => pair.includes(id));
      return together.length < 2 || samePair([a, b], together) || samePair([c, d], together);
    });

const samePair = (team: readonly Candidate[], pair: readonly Candidate[]): boolean =>
  pair.every((one) => team.includes(one));

function costOf([a, b, c, d]: Sides, history: History): number {
  const levels = [a, b, c, d].map(({ level }) => level);
  const uneven = Math.abs(a.level + b.level - c.level - d.level);
  const spread = Math.max(...levels) - Math.min(...levels);
  const partners = history.partners(a.id, b.id) ** 2 + history.partners(c.id, d.id) ** 2;
  const opponents = [a, b].flatMap((one) => [c, d].map((other) => history.opponents(one.id, other.id)));
  return (
    uneven * COST_OF_UNEVEN +
    spread * COST_OF_SPREAD +
    partners * COST_OF_PARTNERS +
    opponents.reduce((sum, times) => sum + times, 0) * COST_OF_OPPONENTS +
    oddOne([a, b, c, d])
  );
}

function oddOne([a, b, c, d]: Sides): number {
  const genders = [a, b, c, d].map(({ gender }) => gender);
  if (genders.includes(null)) return 0;
  const men = genders.filter((gender) => gender === 'male').length;
  if (men === 2) return a.gender === b.gender ? COST_OF_ODD_ONE : 0;
  return men === 1 || men === 3 ? COST_OF_ODD_ONE : 0;
}

const ids = ([a, b, c, d]: Sides): Lineup => ({ team1: [a.id, b.id], team2: [c.id, d.id] });
