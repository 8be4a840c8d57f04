import { ClientAddress, CurrentUser, Identity, Members, Requires } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Body, Controller, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GamePath } from '../common/ids.dto';
import { GameAnswer, ProposalAnswer } from './dto/game.dto';
import { AttendanceDto, CompleteGameDto, CorrectGameDto, ScoreDto, StartGameDto, TeamsDto } from './dto/play.dto';
import { finishOf } from './game-input';
import { PlayService } from './play.service';

const ERRORS = { errors: [401, 403, 404, 409, 422] };

@ApiTags('games')
@Members()
@Controller('games/:id')
export class PlayController {
  constructor(private readonly play: PlayService) {}

  @Put('teams')
  @ApiOperation({ summary: 'Set the teams: host and staff' })
  @ApiAnswer(GameAnswer, ERRORS)
  async teams(@CurrentUser() who: Identity, @Param() { id }: GamePath, @Body() body: TeamsDto): Promise<GameAnswer> {
    return { game: await this.play.setTeams(id, who, body) };
  }

  @Post('teams/propose')
  @ApiOperation({ summary: 'The fairest teams by rating and grade, without setting them: host and staff' })
  @ApiAnswer(ProposalAnswer, { errors: [401, 403, 404, 409] })
  propose(@CurrentUser() who: Identity, @Param() { id }: GamePath): Promise<ProposalAnswer> {
    return this.play.proposeTeams(id, who);
  }

  @Post('start')
  @ApiOperation({ summary: 'Begin on a court, with balanced teams where none were set: host and staff' })
  @ApiAnswer(GameAnswer, ERRORS)
  async start(
    @CurrentUser() who: Identity,
    @Param() { id }: GamePath,
    @Body() body: StartGameDto,
  ): Promise<GameAnswer> {
    return { game: await this.play.start(id, who, body.court_id) };
  }

  @Put('score')
  @ApiOperation({ summary: 'Set the score of a set outright: host, staff and players' })
  @ApiAnswer(GameAnswer, ERRORS)
  async score(@CurrentUser() who: Identity, @Param() { id }: GamePath, @Body() body: ScoreDto): Promise<GameAnswer> {
    const score = { team1: body.team1_score, team2: body.team2_score };
    return { game: await this.play.score(id, who, body.set_number, score) };
  }

  @Post('complete')
  @ApiOperation({ summary: 'End a game, checked against its sets: host and staff' })
  @ApiAnswer(GameAnswer, ERRORS)
  async complete(
    @CurrentUser() who: Identity,
    @Param() { id }: GamePath,
    @Body() body: CompleteGameDto,
  ): Promise<GameAnswer> {
    return { game: await this.play.complete(id, who, finishOf(body)) };
  }

  @Post('correct')
  @Requires('games:correct')
  @ApiOperation({ summary: 'Put a result right; ratings follow' })
  @ApiAnswer(GameAnswer, ERRORS)
  async correct(
    @CurrentUser() who: Identity,
    @ClientAddress() clientAddress: string,
    @Param() { id }: GamePath,
    @Body() body: CorrectGameDto,
  ): Promise<GameAnswer> {
    return { game: await this.play.correct(id, { ...who, clientAddress }, finishOf(body), body.reason) };
  }

  @Post('check-in')
  @ApiOperation({ summary: 'Say that I am here, with my guests' })
  @ApiAnswer(GameAnswer, { errors: [401, 403, 404, 409] })
  async checkIn(@CurrentUser() who: Identity, @Param() { id }: GamePath): Promise<GameAnswer> {
    return { game: await this.play.checkIn(id, who) };
  }

  @Put('attendance')
  @ApiOperation({ summary: 'Mark who came, came late or did not come: host and staff' })
  @ApiAnswer(GameAnswer, ERRORS)
  async attendance(
    @CurrentUser() who: Identity,
    @Param() { id }: GamePath,
    @Body() body: AttendanceDto,
  ): Promise<GameAnswer> {
    return { game: await this.play.attendance(id, who, body) };
  }
}
