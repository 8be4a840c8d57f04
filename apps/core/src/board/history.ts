import type { Lineup } from './matchmaking';

/** Who played with and against whom before. */
export interface History {
  partners(a: string, b: string): number;
  opponents(a: string, b: string): number;
}

const key = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

export function historyOf(past: readonly Lineup[]): History {
  const partners = new Map<string, number>();
  const opponents = new Map<string, number>();
  const add = (to: Map<string, number>, a: string, b: string): void => {
    to.set(key(a, b), (to.get(key(a, b)) ?? 0) + 1);
  };
  for (const { team1, team2 } of past) {
    for (const team of [team1, team2]) add(partners, team[0], team[1]);
    for (const one of team1) for (const other of team2) add(opponents, one, other);
  }
  return {
    partners: (a, b) => partners.get(key(a, b)) ?? 0,
    opponents: (a, b) => opponents.get(key(a, b)) ?? 0,
  };
}
