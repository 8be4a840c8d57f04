import { Outbox } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { GAME_TYPES, GameType } from '../games/game.schema';
import { RatingChainsRepository } from './rating-chains.repository';
import { RatingsRepository } from './ratings.repository';
import { membersIn, NewResult, ratingChanged, resultsOf } from './results';

/** Games worked out in one transaction. */
const STRETCH = 200;

/**
 * Ratings follow from results in their order, one chain per discipline. A new result is worked out in the transaction
 * that records it; one that is corrected has all after it worked out anew, a stretch at once and the rest by the job.
 * Nothing here is a record: everything follows from the completed games.
 */
@Injectable()
export class RatingChain {
  constructor(
    private readonly transactions: Transactions,
    private readonly chains: RatingChainsRepository,
    private readonly ratings: RatingsRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Notes a result that is new, or changed where it had its place already.
   * @returns its place
   */
  async enter(session: ClientSession, discipline: GameType, known: number | undefined): Promise<number> {
    if (known === undefined) return this.chains.append(session, discipline);
    await this.chains.mark(session, discipline, known);
    return known;
  }

  /**
   * The results of one account are another's from these on, which the job works out.
   * @param first the earliest result of each discipline that changed hands
   */
  async handOver(session: ClientSession, from: string, first: ReadonlyMap<GameType, number>): Promise<void> {
    await this.ratings.drop(session, from);
    for (const [discipline, seq] of first) await this.chains.mark(session, discipline, seq);
  }

  /** Works out the next stretch of what is due. @returns whether more is due */
  async advance(session: ClientSession, discipline: GameType): Promise<boolean> {
    const from = await this.chains.dirtyFrom(session, discipline);
    if (from === null) return false;
    const games = await this.ratings.gamesFrom(session, discipline, from, STRETCH + 1);
    const stretch = games.slice(0, STRETCH);
    const members = [...new Set(stretch.flatMap((game) => membersIn(game).map(({ player_id }) => player_id)))];
    const states = await this.ratings.statesBefore(session, discipline, from, members);
    const results = stretch.flatMap((game) => resultsOf(game, states));
    const newest = await this.ratings.replace(
      session,
      stretch.map(({ _id }) => String(_id)),
      results,
    );
    const next = games[STRETCH]?.result_seq ?? null;
    const revision = await this.chains.cleanTo(session, discipline, next);
    await this.tell(session, revision, newest);
    return next !== null;
  }

  /** For who shows members: what each is worth now. */
  private async tell(session: ClientSession, version: number, newest: readonly NewResult[]): Promise<void> {
    const events = newest.map((result) => ({
      aggregateId: `${result.member_id}:${result.discipline}`,
      version,
      payload: ratingChanged(result),
    }));
    await this.outbox.addMany(session, 'core.rating.changed', events);
  }

  /** Works out all that is due in any discipline. */
  async catchUp(): Promise<void> {
    for (const discipline of await this.chains.behind()) await this.drain(discipline);
  }

  /** Works out every rating and statistic anew from the completed games, while play goes on. */
  async rebuild(): Promise<void> {
    for (const discipline of GAME_TYPES) {
      await this.transactions.run((session) => this.chains.mark(session, discipline, 1));
      await this.drain(discipline);
    }
  }

  private async drain(discipline: GameType): Promise<void> {
    const step = (): Promise<boolean> =>
      this.transactions.run((session) => this.advance(session, discipline), { aggregate: `ratings:${discipline}` });
    while (await step());
  }
}
