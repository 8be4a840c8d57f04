import { ClientAddress, CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer, ApiIfMatch, IfMatch, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GamePath } from '../common/ids.dto';
import { GameAnswer, GamesAnswer, JoinAnswer } from './dto/game.dto';
import { CancelGameQuery, CreateGameDto, ListGamesQuery, UpdateGameDto } from './dto/game-input.dto';
import { JoinGameDto, LeaveQuery } from './dto/join.dto';
import { GamesService } from './games.service';
import { JoinGame } from './join-game';

@ApiTags('games')
@Members()
@Controller('games')
export class GamesController {
  constructor(
    private readonly games: GamesService,
    private readonly joinGame: JoinGame,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Games, the soonest first while scheduled' })
  @ApiAnswer(GamesAnswer, { errors: [401, 403] })
  list(@CurrentUser() who: Identity, @Query() query: ListGamesQuery): Promise<GamesAnswer> {
    return this.games.list(who, query);
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Arrange a game; the host plays only when joining' })
  @ApiAnswer(GameAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 409, 422] })
  async create(@CurrentUser() who: Identity, @Body() body: CreateGameDto): Promise<GameAnswer> {
    return { game: await this.games.one(await this.games.create(who, body)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A game' })
  @ApiAnswer(GameAnswer, { errors: [401, 403, 404] })
  async detail(@Param() { id }: GamePath): Promise<GameAnswer> {
    return { game: await this.games.one(id) };
  }

  @Put(':id')
  @ApiOperation({ summary: 'Change a game before it begins' })
  @ApiIfMatch()
  @ApiAnswer(GameAnswer, { errors: [401, 403, 404, 409, 412] })
  replace(
    @CurrentUser() who: Identity,
    @Param() { id }: GamePath,
    @Body() body: UpdateGameDto,
    @IfMatch() expected: number | undefined,
  ): Promise<GameAnswer> {
    return this.update(who, { id }, body, expected);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a game before it begins' })
  @ApiIfMatch()
  @ApiAnswer(GameAnswer, { errors: [401, 403, 404, 409, 412] })
  async update(
    @CurrentUser() who: Identity,
    @Param() { id }: GamePath,
    @Body() body: UpdateGameDto,
    @IfMatch() expected: number | undefined,
  ): Promise<GameAnswer> {
    return { game: await this.games.edit(id, who, body, expected) };
  }

  @Delete(':id')
  @ApiOperation({ summary: "Cancel a game and tell who plays or waits; another's is audited" })
  @ApiIfMatch()
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 409, 412] })
  async cancel(
    @CurrentUser() who: Identity,
    @ClientAddress() clientAddress: string,
    @Param() { id }: GamePath,
    @Query() { reason }: CancelGameQuery,
    @IfMatch() expected: number | undefined,
  ): Promise<SuccessDto> {
    await this.games.cancel(id, { ...who, clientAddress }, reason, expected);
    return new SuccessDto();
  }

  @Post(':id/join')
  @Idempotent()
  @ApiOperation({ summary: 'Join with or without guests, or wait for places' })
  @ApiAnswer(JoinAnswer, { errors: [401, 403, 404, 409, 422] })
  join(@CurrentUser() who: Identity, @Param() { id }: GamePath, @Body() body: JoinGameDto): Promise<JoinAnswer> {
    return this.joinGame.join(id, who, body ?? {});
  }

  @Delete(':id/join')
  @ApiOperation({ summary: 'Leave with the guests; the first who wait and fit move up at once' })
  @ApiAnswer(GameAnswer, { errors: [401, 403, 404, 409] })
  async leave(
    @CurrentUser() who: Identity,
    @Param() { id }: GamePath,
    @Query() { member_id }: LeaveQuery,
  ): Promise<GameAnswer> {
    return { game: await this.joinGame.leave(id, who, member_id) };
  }
}
