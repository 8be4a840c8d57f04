import { ListQuery, Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { AnyBulkWriteOperation, ClientSession, Model, QueryFilter } from 'mongoose';
import { Game, GameRow, GameType } from '../games/game.schema';
import { PROVISIONAL_GAMES, RatingState, scoreOf } from './rating-math';
import { GameResultRow, Rating } from './rating.schema';
import type { NewResult } from './results';

const stateOf = ({ mu, sigma, games, wins }: RatingState): RatingState => ({ mu, sigma, games, wins });

/** Established players before provisional ones, the better first. */
const RANKED = { provisional: 1, score: -1, _id: -1 } as const;

@Injectable()
export class RatingsRepository {
  constructor(
    @InjectModel(Game.name) private readonly games: Model<Game>,
    @InjectModel(GameResultRow.name) private readonly results: Model<GameResultRow>,
    @InjectModel(Rating.name) private readonly ratings: Model<Rating>,
  ) {}

  /** Completed games in the order of results. */
  async gamesFrom(session: ClientSession, discipline: GameType, seq: number, atMost: number): Promise<GameRow[]> {
    return this.games
      .find({ game_type: discipline, result_seq: where.gte(seq) })
      .sort({ result_seq: 1 })
      .limit(atMost)
      .session(session)
      .lean<GameRow[]>();
  }

  /** What members were rated before a result; who had none is missing. */
  async statesBefore(
    session: ClientSession,
    discipline: GameType,
    seq: number,
    memberIds: readonly string[],
  ): Promise<Map<string, RatingState>> {
    const newest = await this.ratings
      .find({ member_id: where.in(memberIds), discipline })
      .session(session)
      .lean<Rating[]>();
    const states = new Map<string, RatingState>();
    const current = new Map(newest.map((rating) => [rating.member_id, rating]));
    for (const memberId of memberIds) {
      const rating = current.get(memberId);
      const before =
        rating && rating.last_seq < seq ? rating : await this.lastBefore(session, memberId, discipline, seq);
      if (before) states.set(memberId, stateOf(before));
    }
    return states;
  }

  private async lastBefore(
    session: ClientSession,
    memberId: string,
    discipline: GameType,
    seq: number,
  ): Promise<GameResultRow | null> {
    return this.results
      .findOne({ member_id: memberId, discipline, seq: where.lt(seq) })
      .sort({ seq: -1 })
      .session(session)
      .lean<GameResultRow>();
  }

  /**
   * Puts the results of these games in place of what there was, and the ratings that follow.
   * @returns the newest result of each member
   */
  async replace(
    session: ClientSession,
    gameIds: readonly string[],
    results: readonly NewResult[],
  ): Promise<NewResult[]> {
    await this.results.deleteMany({ game_id: where.in(gameIds) }, { session });
    if (results.length > 0) await this.results.insertMany(results, { session });
    // In order of results, so that each member's last one stays.
    const newest = new Map(results.map((result) => [result.member_id, result]));
    const writes = [...newest.values()].map(ratingWrite);
    if (writes.length > 0) await this.ratings.bulkWrite(writes, { session });
    return [...newest.values()];
  }

  /** For an account that is no more; what its games say is worked out anew for whom they belong to. */
  async drop(session: ClientSession, memberId: string): Promise<void> {
    await this.ratings.deleteMany({ member_id: memberId }, { session });
  }

  leaderboard(discipline: GameType, query: ListQuery): Promise<Page<Rating>> {
    return paginate<Rating>(this.ratings, { query, filter: { discipline }, sort: RANKED });
  }

  /** How many stand above this rating. */
  async countAbove({ discipline, provisional, score, _id }: Rating): Promise<number> {
    const established = provisional ? await this.ratings.countDocuments({ discipline, provisional: false }) : 0;
    const better = await this.ratings.countDocuments({ discipline, provisional, score: where.gt(score) });
    const even = await this.ratings.countDocuments({ discipline, provisional, score, _id: where.gt(_id) });
    return established + better + even;
  }

  async ofMember(memberId: string): Promise<Rating[]> {
    return this.ratings.find({ member_id: memberId } as QueryFilter<Rating>).lean<Rating[]>();
  }

  /** Of members, in every discipline. */
  async ofMembers(memberIds: readonly string[]): Promise<Rating[]> {
    return this.ratings.find({ member_id: where.in(memberIds) }).lean<Rating[]>();
  }

  /** Of members, in one discipline. */
  async of(memberIds: readonly string[], discipline: GameType): Promise<Map<string, Rating>> {
    const rows = await this.ratings.find({ member_id: where.in(memberIds), discipline }).lean<Rating[]>();
    return new Map(rows.map((row) => [row.member_id, row]));
  }
}

/** Who has no rated game, or none any more, has no rating. */
function ratingWrite(result: NewResult): AnyBulkWriteOperation<Rating> {
  const filter = { member_id: result.member_id, discipline: result.discipline };
  if (result.games === 0) return { deleteOne: { filter } };
  return { updateOne: { filter, update: { $set: ratingFields(result) }, upsert: true } };
}

function ratingFields(result: NewResult): Omit<Rating, '_id' | 'member_id' | 'discipline'> {
  const state = stateOf(result);
  return {
    ...state,
    score: scoreOf(state),
    provisional: state.games < PROVISIONAL_GAMES,
    last_seq: result.seq,
  };
}
