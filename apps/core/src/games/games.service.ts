import type { GameState } from '@dongbaejul/contracts';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { Actor } from './access-rules';
import { CreateGame } from './create-game';
import type { GamesAnswer } from './dto/game.dto';
import type { CreateGameDto, ListGamesQuery, UpdateGameDto } from './dto/game-input.dto';
import { decideCancel, decideEdit } from './edit-rules';
import { GameChanges } from './game-changes';
import { changesOf, detailsOf, filterFrom } from './game-input';
import { GamePresenter } from './game-presenter';
import { GameErrors } from './games.errors';
import { GamesRepository } from './games.repository';

/** Games as they are arranged; play is PlayService's. */
@Injectable()
export class GamesService {
  constructor(
    private readonly games: GamesRepository,
    private readonly changes: GameChanges,
    private readonly createGame: CreateGame,
    private readonly presenter: GamePresenter,
  ) {}

  async list(who: Actor, query: ListGamesQuery): Promise<GamesAnswer> {
    const { items, pagination, next_cursor } = await this.games.page(filterFrom(query, who.userId), query);
    const stateOf = await this.presenter.presenter(items);
    return { games: items.map(stateOf), pagination, ...(next_cursor && { next_cursor }) };
  }

  /** @throws GAME_NOT_FOUND */
  async one(id: string): Promise<GameState> {
    const game = await this.games.find(id);
    if (!game) throw GameErrors.GAME_NOT_FOUND();
    return this.presenter.one(game);
  }

  /** @returns the new game's id. @throws GAME_MEETING_NOT_FOUND, INVALID_INPUT */
  create(who: Actor, wanted: CreateGameDto): Promise<string> {
    return this.createGame.run(who, detailsOf(wanted), wanted.meeting_id ?? null);
  }

  /** @param expected the version that the client believes to edit */
  async edit(id: string, who: Actor, wanted: UpdateGameDto, expected: number | undefined): Promise<GameState> {
    const changes = changesOf(wanted);
    const { state } = await this.changes.run(id, who, (row, actor) => {
      const decision = decideEdit(row, actor, changes, new Date());
      assertCurrent(expected, row.version);
      return decision;
    });
    return state;
  }

  async cancel(id: string, who: Actor, reason?: string, expected?: number): Promise<GameState> {
    const { state } = await this.changes.run(id, who, (row, actor) => {
      const decision = decideCancel(row, actor, reason);
      assertCurrent(expected, row.version);
      return decision;
    });
    return state;
  }
}
