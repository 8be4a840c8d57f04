import type { Caller } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { AskClient } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { SocketCall, SocketEvent } from '../sockets/socket-event.decorator';
import { GameAnswer, GameScoreEventDto, GameStatusEventDto } from './games.dto';

const LIMIT = { perSecond: 5, burst: 20 };

/** Games are core's: what a socket wants of one goes there, by its rules and roles, and comes back as core's event. */
@Injectable()
export class GameSocketEvents {
  constructor(private readonly asks: AskClient) {}

  @SocketEvent('game:score_update', GameScoreEventDto, {
    summary: 'Set the score of a set outright; sent again, it changes nothing more',
    answer: GameAnswer,
    limit: LIMIT,
  })
  async score({ who }: SocketCall, { gameId, score }: GameScoreEventDto): Promise<GameAnswer> {
    const request = {
      game_id: gameId,
      caller: callerOf(who),
      set_number: score.setNumber,
      team1_score: score.team1Score,
      team2_score: score.team2Score,
    };
    const { game } = await this.asks.ask('core.game.score', request, { repeatable: true });
    return { gameId, game };
  }

  @SocketEvent('game:status_change', GameStatusEventDto, {
    summary: 'Start, complete or cancel a game; what it is already, it stays',
    answer: GameAnswer,
    limit: LIMIT,
  })
  async status({ who }: SocketCall, wanted: GameStatusEventDto): Promise<GameAnswer> {
    const { gameId, status, courtId, finalScore, winner } = wanted;
    const request = {
      game_id: gameId,
      caller: callerOf(who),
      status,
      ...(courtId !== undefined && { court_id: courtId }),
      ...(finalScore && { final_score: { sets: finalScore.sets.map(({ team1, team2 }) => ({ team1, team2 })) } }),
      ...(winner && { winner }),
    };
    const { game } = await this.asks.ask('core.game.change-status', request, { repeatable: true });
    return { gameId, game };
  }
}

const callerOf = ({ userId, roles, withheldRoles }: Identity): Caller => ({
  user_id: userId,
  roles: [...roles],
  ...(withheldRoles && { withheld_roles: [...withheldRoles] }),
});
