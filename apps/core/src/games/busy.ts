import { Injectable } from '@nestjs/common';
import { GameErrors } from './games.errors';
import { GamesRepository } from './games.repository';

/** Says why a game could not begin: its court or one of its players is in another one. */
@Injectable()
export class Busy {
  constructor(private readonly games: GamesRepository) {}

  /**
   * The refusal behind a duplicate key of `busy`, which names the game that is being played; any other error stays what
   * it is. To be asked after the transaction, which the error has ended.
   */
  async explain(error: unknown): Promise<unknown> {
    const taken = (error as { keyValue?: { busy?: unknown } }).keyValue?.busy;
    if (typeof taken !== 'string') return error;
    // Over by now, perhaps: then nobody can say which it was.
    const game = await this.games.holding(taken);
    const details = game ? { game_id: String(game._id), title: game.title } : {};
    if (taken.startsWith('court:')) {
      return GameErrors.COURT_BUSY({ court_id: taken.slice(taken.indexOf('|') + 1), ...details });
    }
    return GameErrors.PLAYER_BUSY({ member_id: taken.slice('player:'.length), ...details });
  }
}
