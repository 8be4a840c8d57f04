import type { Consent, GameRow, Player } from './game.schema';

/** Null for who came of their own accord, for guests, and for who is not in the list. */
export const consentOf = (list: readonly Player[], memberId: string): Consent | null =>
  list.find(({ member_id }) => member_id === memberId)?.consent ?? null;

/** The member agrees to be in. @returns the same list where nobody was asked */
export function withConsent(list: readonly Player[], memberId: string): readonly Player[] {
  if (consentOf(list, memberId) === null) return list;
  return list.map((player) => (player.member_id === memberId ? { ...player, consent: null } : player));
}

/** Whether somebody in the teams was entered by another member and has not agreed. */
export const awaitsConsent = ({ players, teams }: Pick<GameRow, 'players' | 'teams'>): boolean => {
  const sides = new Set(teams ? [...teams.team1, ...teams.team2] : []);
  return players.some(({ player_id, consent }) => consent === 'asked' && sides.has(player_id));
};
