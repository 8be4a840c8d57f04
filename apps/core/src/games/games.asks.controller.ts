import type { Caller, GameReply, GameScoreRequest, GameStatusRequest, Role } from '@dongbaejul/contracts';
import { ROLES } from '@dongbaejul/contracts';
import { AskHandler } from '@dongbaejul/messaging';
import { Nested } from '@dongbaejul/service-kit';
import { Controller } from '@nestjs/common';
import { IsIn, IsInt, IsMongoId, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Actor } from './access-rules';
import { FinalScoreDto } from './dto/play.dto';
import { GamesService } from './games.service';
import { GameErrors } from './games.errors';
import { PlayService } from './play.service';
import { Side, SIDES } from './score-rules';

class CallerDto implements Caller {
  @IsMongoId()
  user_id: string;

  @IsIn(ROLES, { each: true })
  roles: Role[];

  @IsOptional()
  @IsIn(ROLES, { each: true })
  withheld_roles?: Role[];
}

class GameAskDto {
  @IsMongoId()
  game_id: string;

  @Nested(() => CallerDto)
  caller: CallerDto;
}

class GameScoreAskDto extends GameAskDto implements GameScoreRequest {
  @IsInt()
  @Min(1)
  @Max(5)
  set_number: number;

  @IsInt()
  @Min(0)
  @Max(99)
  team1_score: number;

  @IsInt()
  @Min(0)
  @Max(99)
  team2_score: number;
}

class GameStatusAskDto extends GameAskDto implements GameStatusRequest {
  @IsIn(['ongoing', 'completed', 'cancelled'])
  status: GameStatusRequest['status'];

  @IsOptional()
  @IsString()
  @MaxLength(100)
  court_id?: string;

  @IsOptional()
  @Nested(() => FinalScoreDto)
  final_score?: FinalScoreDto;

  @IsOptional()
  @IsIn(SIDES)
  winner?: Side;
}

const actorOf = ({ user_id, roles, withheld_roles: withheldRoles }: Caller): Actor => ({
  userId: user_id,
  username: '',
  roles,
  ...(withheldRoles && { withheldRoles }),
});

/** What sockets ask for goes through the same rules and roles as what requests ask for. */
@Controller()
export class GamesAsksController {
  constructor(
    private readonly games: GamesService,
    private readonly play: PlayService,
  ) {}

  @AskHandler('core.game.score', GameScoreAskDto)
  async score(ask: GameScoreAskDto): Promise<GameReply> {
    const score = { team1: ask.team1_score, team2: ask.team2_score };
    return { game: await this.play.score(ask.game_id, actorOf(ask.caller), ask.set_number, score) };
  }

  @AskHandler('core.game.change-status', GameStatusAskDto)
  async changeStatus(ask: GameStatusAskDto): Promise<GameReply> {
    const who = actorOf(ask.caller);
    if (ask.status === 'cancelled') return { game: await this.games.cancel(ask.game_id, who) };
    if (ask.status === 'ongoing') {
      if (!ask.court_id) throw GameErrors.GAME_COURT_REQUIRED();
      return { game: await this.play.start(ask.game_id, who, ask.court_id) };
    }
    const { final_score, winner } = ask;
    const finish = { ...(final_score && { sets: final_score.sets }), ...(winner && { winner }) };
    return { game: await this.play.complete(ask.game_id, who, finish) };
  }
}
