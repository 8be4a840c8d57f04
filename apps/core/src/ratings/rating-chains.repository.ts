import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { GameType } from '../games/game.schema';
import { RatingChainRow } from './rating.schema';

@Injectable()
export class RatingChainsRepository {
  constructor(@InjectModel(RatingChainRow.name) private readonly model: Model<RatingChainRow>) {}

  /** A new result takes the next place. Transactions of one discipline meet here, so that places have no gaps. */
  async append(session: ClientSession, discipline: GameType): Promise<number> {
    const row = await this.model
      .findOneAndUpdate(
        { _id: discipline },
        [{ $set: { seq: { $add: ['$seq', 1] } } }, { $set: { dirty_from: { $ifNull: ['$dirty_from', '$seq'] } } }],
        { session, updatePipeline: true, returnDocument: 'after' },
      )
      .lean<RatingChainRow>();
    if (!row) throw new Error(`There is no chain of ratings for ${discipline}: is the migration missing?`);
    return row.seq;
  }

  /** Ratings from this result on are to be worked out again. */
  async mark(session: ClientSession, discipline: GameType, from: number): Promise<void> {
    const earliest = { $min: [{ $ifNull: ['$dirty_from', from] }, from] };
    await this.model.updateOne({ _id: discipline }, [{ $set: { dirty_from: earliest } }], {
      session,
      updatePipeline: true,
    });
  }

  async dirtyFrom(session: ClientSession, discipline: GameType): Promise<number | null> {
    const row = await this.model.findOne({ _id: discipline }).session(session).lean<RatingChainRow>();
    return row?.dirty_from ?? null;
  }

  /** @returns the revision, which grows with each stretch that was worked out */
  async cleanTo(session: ClientSession, discipline: GameType, next: number | null): Promise<number> {
    const row = await this.model
      .findOneAndUpdate(
        { _id: discipline },
        { $set: { dirty_from: next }, $inc: { revision: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<RatingChainRow>();
    return row?.revision ?? 0;
  }

  /** Disciplines whose ratings are behind. */
  async behind(): Promise<GameType[]> {
    const rows = await this.model.find({ dirty_from: where.ne(null) }, { _id: 1 }).lean<{ _id: GameType }[]>();
    return rows.map(({ _id }) => _id);
  }
}
