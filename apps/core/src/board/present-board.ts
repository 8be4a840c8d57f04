import type { BoardCourtView, BoardPerson, BoardTeams, BoardView } from '@dongbaejul/contracts';
import { BoardCourt, gamesUnderWay, playing, statusOf } from './board';
import type { Board } from './board.schema';
import { inTurn, upNext } from './proposals';

/** The board as members see it. */
export function boardView(board: Board): BoardView {
  const personOf = people(board);
  const teams = ({ team1, team2 }: { team1: string[]; team2: string[] }): BoardTeams => ({
    team1: team1.map(personOf),
    team2: team2.map(personOf),
  });
  const onCourt = playing(board);
  const turn = inTurn(board);
  const longest = [...turn].sort((a, b) => a.waiting_since - b.waiting_since)[0];
  const next = upNext(board);
  return {
    meeting_id: String(board._id),
    version: board.version,
    courts: allCourts(board).map((court) => courtView(board, court, teams)),
    waiting: turn.map(({ id, games, waiting_since }) => ({
      player: personOf(id),
      games,
      waiting_since: new Date(waiting_since).toISOString(),
    })),
    longest_waiting: longest ? personOf(longest.id) : null,
    next: next && teams(next),
    paused: board.players.filter((one) => statusOf(one, onCourt) === 'paused').map(({ id }) => personOf(id)),
    groups: board.groups.map(({ id, player_ids }) => ({ id, players: player_ids.map(personOf) })),
    updated_at: board.updated_at.toISOString(),
  };
}

function people({ players }: Board): (id: string) => BoardPerson {
  const known = new Map(players.map((player) => [player.id, player]));
  return (id) => {
    const player = known.get(id);
    return { id, name: player?.name ?? '', is_guest: player?.is_guest ?? false, member_id: player?.member_id ?? id };
  };
}

/** The meeting's courts, and others on which one of its games is played nevertheless. */
function allCourts(board: Board): BoardCourt[] {
  const known = new Set(board.courts.map(({ id }) => id));
  const others = gamesUnderWay(board).filter(({ court_id }) => !known.has(court_id));
  return [...board.courts, ...others.map(({ court_id }) => ({ id: court_id, name: court_id }))];
}

function courtView(
  board: Board,
  { id, name }: BoardCourt,
  teams: (of: { team1: string[]; team2: string[] }) => BoardTeams,
): BoardCourtView {
  const game = gamesUnderWay(board).find(({ court_id }) => court_id === id);
  const proposal = board.proposals.find(({ court_id }) => court_id === id);
  return {
    id,
    name,
    status: game ? 'playing' : proposal ? 'proposed' : 'free',
    game: game ? { game_id: game.game_id, ...teams(game), started_at: game.started_at.toISOString() } : null,
    proposal: proposal ? { id: proposal.id, ...teams(proposal), made_at: proposal.made_at.toISOString() } : null,
  };
}
