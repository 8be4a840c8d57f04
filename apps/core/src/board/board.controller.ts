import { CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, HttpStatus, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MeetingPath } from '../common/ids.dto';
import { ArrangePlayers } from './arrange-players';
import { BoardService } from './board.service';
import { CheckIn } from './check-in';
import { GroupDto, GroupPath, PauseDto, PlayersDto, StartOnCourtDto } from './dto/board-requests.dto';
import { BoardAnswer, BoardGameAnswer, GroupAnswer } from './dto/board.dto';
import { StartGame } from './start-game';

@ApiTags('meetings')
@Members()
@Controller('meetings/:id')
export class BoardController {
  constructor(
    private readonly board: BoardService,
    private readonly checkIn: CheckIn,
    private readonly arrange: ArrangePlayers,
    private readonly startGame: StartGame,
  ) {}

  @Get('board')
  @ApiOperation({ summary: 'The court board: who plays, who waits, who is next' })
  @ApiAnswer(BoardAnswer, { errors: [401, 403, 404] })
  of(@Param() { id }: MeetingPath): Promise<BoardAnswer> {
    return this.board.of(id);
  }

  @Post('check-in')
  @ApiOperation({ summary: 'Say that I am there, with my guests' })
  @ApiAnswer(BoardAnswer, { errors: [401, 403, 404, 409] })
  async arrive(
    @CurrentUser() who: Identity,
    @Param() { id }: MeetingPath,
    @Body() { player_ids }: PlayersDto,
  ): Promise<BoardAnswer> {
    await this.checkIn.arrive(id, who, player_ids);
    return this.board.of(id);
  }

  @Post('check-out')
  @ApiOperation({ summary: 'Say that I go home, with my guests' })
  @ApiAnswer(BoardAnswer, { errors: [401, 403, 404] })
  async leave(
    @CurrentUser() who: Identity,
    @Param() { id }: MeetingPath,
    @Body() { player_ids }: PlayersDto,
  ): Promise<BoardAnswer> {
    await this.checkIn.leave(id, who, player_ids);
    return this.board.of(id);
  }

  @Put('board/pause')
  @ApiOperation({ summary: 'Sit out for a while, or come back' })
  @ApiAnswer(BoardAnswer, { errors: [401, 403, 404, 409] })
  async pause(
    @CurrentUser() who: Identity,
    @Param() { id }: MeetingPath,
    @Body() { paused, player_id }: PauseDto,
  ): Promise<BoardAnswer> {
    await this.arrange.pause(id, who, player_id ?? who.userId, paused);
    return this.board.of(id);
  }

  @Post('board/groups')
  @Idempotent()
  @ApiOperation({ summary: 'Play together from now on: a pair, or a four' })
  @ApiAnswer(GroupAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 404, 409, 422] })
  async group(
    @CurrentUser() who: Identity,
    @Param() { id }: MeetingPath,
    @Body() { player_ids }: GroupDto,
  ): Promise<GroupAnswer> {
    const group_id = await this.arrange.group(id, who, player_ids);
    return { group_id, ...(await this.board.of(id)) };
  }

  @Delete('board/groups/:gid')
  @ApiOperation({ summary: 'Dissolve a fixed pair or four' })
  @ApiAnswer(BoardAnswer, { errors: [401, 403, 404, 409] })
  async ungroup(@CurrentUser() who: Identity, @Param() { id, gid }: GroupPath): Promise<BoardAnswer> {
    await this.arrange.ungroup(id, who, gid);
    return this.board.of(id);
  }

  @Post('board/games')
  @Idempotent()
  @ApiOperation({ summary: 'Start the proposed game on its court, or one of my own making' })
  @ApiAnswer(BoardGameAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 404, 409, 422] })
  async start(
    @CurrentUser() who: Identity,
    @Param() { id }: MeetingPath,
    @Body() body: StartOnCourtDto,
  ): Promise<BoardGameAnswer> {
    const started = await this.startGame.run(id, who, body);
    return { ...started, ...(await this.board.of(id)) };
  }
}
