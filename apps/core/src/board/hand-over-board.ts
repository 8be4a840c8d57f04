import { BoardState, playersOf } from './board';
import { leave } from './board-changes';

/** They have gone home, with their guests. */
export function goneHome(board: BoardState, memberId: string): BoardState {
  const party = board.players.filter(({ member_id }) => member_id === memberId);
  if (party.length === 0) return board;
  return leave(
    board,
    party.map(({ id }) => id),
  );
}

/** The same, and they are not named any more. */
export function withoutMember(board: BoardState, memberId: string): BoardState {
  const left = goneHome(board, memberId);
  if (left === board) return board;
  return { ...left, players: left.players.map((one) => (one.id === memberId ? { ...one, name: '' } : one)) };
}

/**
 * One account goes on as another; where both are there, the first goes home and the guests are the second's. Proposals
 * are left to be made anew.
 */
export function handedBoard(board: BoardState, from: string, into: string): BoardState {
  if (!board.players.some(({ member_id }) => member_id === from)) return board;
  const swap = (id: string): string => (id === from ? into : id);
  const bothThere = [from, into].every((one) => board.players.some(({ id }) => id === one));
  const state = bothThere ? leave(board, [from]) : board;
  return {
    ...state,
    players: state.players.map((one) =>
      bothThere && one.id === from ? one : { ...one, id: swap(one.id), member_id: swap(one.member_id) },
    ),
    groups: state.groups.map((one) => ({ ...one, player_ids: one.player_ids.map(swap), made_by: swap(one.made_by) })),
    games: state.games.map((one) =>
      playersOf(one).includes(into) ? one : { ...one, team1: one.team1.map(swap), team2: one.team2.map(swap) },
    ),
    proposals: state.proposals.filter((one) => !playersOf(one).includes(from)),
  };
}
