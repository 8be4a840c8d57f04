import { CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MemberPath } from '../common/ids.dto';
import { GameStatsAnswer } from './dto/game-stats.dto';
import { LeaderboardAnswer, LeaderboardQuery } from './dto/leaderboard.dto';
import { RatingsService } from './ratings.service';

@ApiTags('games')
@Members()
@Controller()
export class RatingsController {
  constructor(private readonly ratings: RatingsService) {}

  @Get('games/leaderboard')
  @ApiOperation({ summary: 'Members by rating in a discipline, the best first' })
  @ApiAnswer(LeaderboardAnswer, { errors: [401, 403] })
  leaderboard(@Query() query: LeaderboardQuery): Promise<LeaderboardAnswer> {
    return this.ratings.leaderboard(query);
  }

  @Get('users/:id/games/stats')
  @ApiOperation({ summary: "A member's games: by discipline, with whom, against whom, and attendance" })
  @ApiAnswer(GameStatsAnswer, { errors: [401, 403, 404] })
  stats(@CurrentUser() who: Identity, @Param() { id }: MemberPath): Promise<GameStatsAnswer> {
    return this.ratings.statsOf(id, who.userId);
  }
}
