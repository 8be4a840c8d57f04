import { ordinal, rate, rating } from 'openskill';
import type { Side } from '../games/score-rules';

/** A member's rating in a discipline after some games (Weng and Lin 2011, by OpenSkill). */
export interface RatingState {
  mu: number;
  sigma: number;
  /** Rated games so far, and how many of them were won. */
  games: number;
  wins: number;
}

/** What the club's grades say of somebody who has not played yet. */
const SEEDS: Readonly<Record<string, number>> = { 초심: 15, D: 19, C: 23, B: 27, A: 31, 자강: 35 };
const UNKNOWN_SEED = 23;
const SEEDED_SIGMA = 6;
const UNKNOWN_SIGMA = 25 / 3;

/** Until so many rated games a rating is provisional. */
export const PROVISIONAL_GAMES = 5;

export function seedOf(grade: string | null): RatingState {
  const mu = grade === null ? undefined : SEEDS[grade];
  return { mu: mu ?? UNKNOWN_SEED, sigma: mu === undefined ? UNKNOWN_SIGMA : SEEDED_SIGMA, games: 0, wins: 0 };
}

/** What leaderboards order by: what a player is at least worth. */
export const scoreOf = ({ mu, sigma }: Pick<RatingState, 'mu' | 'sigma'>): number => ordinal(rating({ mu, sigma }));

/** A score as members see it: about 1000 for somebody new, in whole points. */
export const pointsOf = (score: number): number => Math.round(1_000 + 20 * score);

/** The ratings of both sides after a match, in the order given. */
export function rateMatch(sides: Record<Side, readonly RatingState[]>, winner: Side): Record<Side, RatingState[]> {
  const loser: Side = winner === 'team1' ? 'team2' : 'team1';
  const [won = [], lost = []] = rate([sides[winner], sides[loser]].map((side) => side.map((one) => rating(one))));
  const next = (before: readonly RatingState[], after: { mu: number; sigma: number }[], win: 0 | 1): RatingState[] =>
    before.map((one, i) => ({
      mu: after[i]?.mu ?? one.mu,
      sigma: after[i]?.sigma ?? one.sigma,
      games: one.games + 1,
      wins: one.wins + win,
    }));
  return {
    [winner]: next(sides[winner], won, 1),
    [loser]: next(sides[loser], lost, 0),
  } as Record<Side, RatingState[]>;
}
