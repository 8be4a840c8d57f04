import type { GameState } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import { RatingsService } from '../ratings/ratings.service';
import { Actor, assertMayManage } from './access-rules';
import { decideAttendance, decideCheckIn } from './attendance-rules';
import type { Decision } from './decision';
import type { ProposalAnswer } from './dto/game.dto';
import type { AttendanceDto } from './dto/play.dto';
import { decideComplete, decideCorrect, Finish } from './finish-rules';
import type { Decide } from './decide-group';
import { GameChanges } from './game-changes';
import type { GameRow, Teams } from './game.schema';
import { GameErrors } from './games.errors';
import { GamesRepository } from './games.repository';
import { assertScheduled } from './join-rules';
import { MeetingLookup } from './meeting-lookup';
import { decideScore, decideStart, decideTeams } from './play-rules';
import type { SetScore } from './score-rules';
import { balancedTeams } from './team-rules';

const ALONE = { alone: true };
const LIVE = { live: true };

/** A game from its teams to its result. */
@Injectable()
export class PlayService {
  constructor(
    private readonly games: GamesRepository,
    private readonly changes: GameChanges,
    private readonly ratings: RatingsService,
    private readonly meetings: MeetingLookup,
  ) {}

  setTeams(id: string, who: Actor, { team1, team2 }: Teams): Promise<GameState> {
    return this.change(id, who, (game, actor) => decideTeams(game, actor, { team1, team2 }));
  }

  /** The fairest teams, without setting them. */
  async proposeTeams(id: string, who: Actor): Promise<ProposalAnswer> {
    const game = await this.games.find(id);
    if (!game) throw GameErrors.GAME_NOT_FOUND();
    assertMayManage(game, await this.changes.actorAt(game, who));
    assertScheduled(game);
    const strengthOf = await this.ratings.strengths(game.game_type, game.players);
    const teams = balancedTeams(game, strengthOf);
    const strength = (side: readonly string[]): number =>
      game.players.filter(({ player_id }) => side.includes(player_id)).reduce((sum, one) => sum + strengthOf(one), 0);
    return {
      teams: {
        team1: [...teams.team1],
        team2: [...teams.team2],
        strength: { team1: strength(teams.team1), team2: strength(teams.team2) },
      },
    };
  }

  start(id: string, who: Actor, courtId: string): Promise<GameState> {
    const ask = {
      courts: async ({ meeting_id }: GameRow) => (meeting_id === null ? [] : await this.meetings.courtsOf(meeting_id)),
      teams: async (game: GameRow): Promise<Teams> =>
        balancedTeams(game, await this.ratings.strengths(game.game_type, game.players)),
    };
    return this.change(id, who, (game, actor) => decideStart(game, actor, courtId, ask, new Date()), ALONE);
  }

  score(id: string, who: Actor, setNumber: number, score: SetScore): Promise<GameState> {
    return this.change(id, who, (game, actor) => decideScore(game, actor, setNumber, score), LIVE);
  }

  complete(id: string, who: Actor, finish: Finish): Promise<GameState> {
    return this.change(id, who, (game, actor) => decideComplete(game, actor, finish, new Date()), ALONE);
  }

  correct(id: string, who: Actor, finish: Finish, reason: string): Promise<GameState> {
    return this.change(id, who, (game) => decideCorrect(game, finish, reason), ALONE);
  }

  checkIn(id: string, who: Actor): Promise<GameState> {
    return this.change(id, who, (game, actor) => decideCheckIn(game, actor, new Date()));
  }

  attendance(id: string, who: Actor, { attendance }: AttendanceDto): Promise<GameState> {
    const marks = new Map(attendance.map(({ participant_id, status }) => [participant_id, status]));
    return this.change(id, who, (game, actor): Decision => decideAttendance(game, actor, marks, new Date()));
  }

  private async change(id: string, who: Actor, decide: Decide<void>, options = {}): Promise<GameState> {
    return (await this.changes.run(id, who, decide, options)).state;
  }
}
