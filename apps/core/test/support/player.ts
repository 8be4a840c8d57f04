import type { Player } from '../../src/games/game.schema';

/** Somebody in a game: the member who brought the party when both ids are the same, else a guest of theirs. */
export const player = (id: string, party = id): Player => ({
  player_id: id,
  member_id: id === party ? id : null,
  party,
  name: id,
  grade: null,
  gender: null,
  joined_at: new Date(0),
  attendance: null,
});
