import type { GameParticipantState, GameState, PersonState } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { AuthorsService } from '../members/authors.service';
import type { GameRow, Player } from './game.schema';
import { waitingParties } from './roster';
import { isProblem, readMatch } from './score-rules';

/** Who waits further back is counted, not shown. */
const MOST_SHOWN = 100;

/** Shows a game whose people's names are known by now. */
export type StateOf = (game: GameRow) => GameState;

type NameOf = (memberId: string, name: string) => PersonState;

/** Shows games to members: REST, events and sockets alike. */
@Injectable()
export class GamePresenter {
  constructor(private readonly authors: AuthorsService) {}

  /**
   * @param session of a transaction that may have changed who is called what
   * @returns a function from game to what is shown, after one query for all names
   */
  async presenter(games: readonly GameRow[], session?: ClientSession): Promise<StateOf> {
    const people = games.flatMap((game) => [
      { author_id: game.host_id, author_name: game.host_name },
      ...[...game.players, ...shown(game)].map(({ member_id, name }) => ({ author_id: member_id, author_name: name })),
    ]);
    const authorOf = await this.authors.namesFor(people, session);
    const nameOf: NameOf = (author_id, author_name) => authorOf({ author_id, author_name });
    return (game) => present(game, nameOf);
  }

  async one(game: GameRow): Promise<GameState> {
    return (await this.presenter([game]))(game);
  }
}

const shown = (game: GameRow): readonly Player[] => game.waiting.slice(0, MOST_SHOWN);

function present(game: GameRow, nameOf: NameOf): GameState {
  const turns = waitingParties(game.waiting);
  const positions = new Map(turns.map((memberId, index) => [memberId, index + 1]));
  const standing = readMatch(game.rule, game.sets);
  return {
    id: String(game._id),
    title: game.title,
    description: game.description,
    game_date: game.game_date.toISOString(),
    duration: game.duration,
    max_participants: game.max_participants,
    skill_level: game.skill_level,
    game_type: game.game_type,
    rule: ruleOf(game),
    join_deadline: isoOf(game.join_deadline),
    location: game.location,
    meeting_id: game.meeting_id,
    status: game.status,
    host: nameOf(game.host_id, game.host_name),
    participants: game.players.map((player) => participant(player, nameOf)),
    waiting_list: shown(game).map((player) => ({
      ...participant(player, nameOf),
      position: positions.get(player.party) ?? 0,
    })),
    waiting_count: game.waiting.length,
    teams: game.teams && { team1: [...game.teams.team1], team2: [...game.teams.team2] },
    court_id: game.court_id,
    score: {
      sets: game.sets.map(({ team1, team2 }, index) => ({ set_number: index + 1, team1, team2 })),
      sets_won: isProblem(standing) ? { team1: 0, team2: 0 } : standing.sets_won,
      winner: game.winner ?? (isProblem(standing) ? null : standing.winner),
    },
    result: game.result,
    mvp: game.mvp,
    game_stats: game.game_stats,
    started_at: isoOf(game.started_at),
    completed_at: isoOf(game.completed_at),
    version: game.version,
    created_at: game.created_at.toISOString(),
    updated_at: game.updated_at.toISOString(),
  };
}

const isoOf = (date: Date | null): string | null => date?.toISOString() ?? null;

const ruleOf = ({ rule: { preset, sets_to_win, target, deuce, cap } }: GameRow): GameState['rule'] => ({
  preset,
  sets_to_win,
  target,
  deuce,
  cap,
});

function participant(player: Player, nameOf: NameOf): GameParticipantState {
  const { player_id, member_id, party, name, grade, joined_at, attendance, consent } = player;
  return {
    id: player_id,
    user: member_id === null ? null : nameOf(member_id, name),
    guest: member_id === null ? { id: player_id, name, grade, invited_by: party } : null,
    joined_at: joined_at.toISOString(),
    attendance,
    confirmed: !consent,
  };
}
