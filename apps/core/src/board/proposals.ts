import { BoardProposal, BoardState, freeCourts, gamesPlayed, waitingPlayers } from './board';
import { Candidate, Lineup, nextLineup } from './matchmaking';

const four = ({ team1, team2 }: Lineup): string[] => [...team1, ...team2];

/**
 * One proposal for each free court, as far as those who wait go. One that was made and can still be played stays: the
 * four may be on their way to the court.
 * @param newId makes ids
 */
export function propose(board: BoardState, now: Date, newId: () => string): BoardState {
  const waiting = new Map(waitingPlayers(board).map((player) => [player.id, player]));
  const free = freeCourts(board);
  const proposals: BoardProposal[] = [];
  for (const court of free) {
    const made = board.proposals.find(({ court_id }) => court_id === court.id);
    if (!made || !isStillGood(made, waiting, board)) continue;
    proposals.push(made);
    for (const id of four(made)) waiting.delete(id);
  }
  for (const court of free) {
    if (proposals.some(({ court_id }) => court_id === court.id)) continue;
    const lineup = lineupAmong(board, new Set(waiting.keys()));
    if (!lineup) break;
    proposals.push({ id: newId(), court_id: court.id, made_at: now, ...lineup });
    for (const id of four(lineup)) waiting.delete(id);
  }
  return { ...board, proposals };
}

/** Who would play next if a court became free now, besides those who are proposed already. */
export function upNext(board: BoardState): Lineup | null {
  const proposed = new Set(board.proposals.flatMap(four));
  const rest = waitingPlayers(board).filter(({ id }) => !proposed.has(id));
  return lineupAmong(board, new Set(rest.map(({ id }) => id)));
}

/** Who waits, the next in turn first. */
export function inTurn(board: BoardState): (Candidate & { name: string })[] {
  const played = gamesPlayed(board);
  return waitingPlayers(board)
    .map((player) => ({
      id: player.id,
      name: player.name,
      level: player.level,
      gender: player.gender,
      games: player.credit + (played.get(player.id) ?? 0),
      waiting_since: player.waiting_since.getTime(),
    }))
    .sort((a, b) => a.games - b.games || a.waiting_since - b.waiting_since);
}

function lineupAmong(board: BoardState, ids: ReadonlySet<string>): Lineup | null {
  const candidates = inTurn(board).filter(({ id }) => ids.has(id));
  const groups = board.groups.map(({ player_ids }) => player_ids);
  return nextLineup(candidates, groups, board.games.flatMap(doublesOf));
}

function doublesOf({ team1, team2 }: { team1: string[]; team2: string[] }): Lineup[] {
  const [a, b] = team1;
  const [c, d] = team2;
  const isDoubles = team1.length === 2 && team2.length === 2;
  return isDoubles && a && b && c && d ? [{ team1: [a, b], team2: [c, d] }] : [];
}

/** All four wait, and no group that was made since is torn apart by it. */
function isStillGood(made: BoardProposal, waiting: ReadonlyMap<string, unknown>, board: BoardState): boolean {
  const ids = four(made);
  if (!ids.every((id) => waiting.has(id))) return false;
  return board.groups.every(({ player_ids }) => {
    const inIt = player_ids.filter((id) => ids.includes(id)).length;
    if (inIt === 0 || player_ids.length === 4) return inIt === 0 || inIt === 4;
    return [made.team1, made.team2].some((team) => player_ids.every((id) => team.includes(id)));
  });
}
