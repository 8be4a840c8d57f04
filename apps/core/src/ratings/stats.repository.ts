import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { Attendance, Game, GameType } from '../games/game.schema';
import { GameResultRow } from './rating.schema';

export interface DisciplineTally {
  discipline: GameType;
  played: number;
  won: number;
  walkovers: number;
  sets_won: number;
  sets_lost: number;
  points_for: number;
  points_against: number;
}

export interface PairTally {
  member_id: string;
  played: number;
  won: number;
}

export interface AttendanceTally {
  marks: Partial<Record<Attendance, number>>;
  late_leaves: number;
}

const MOST_PAIRS = 20;
const isPlayed = { $cond: [{ $eq: ['$result', 'walkover'] }, 0, 1] };
const isWon = { $cond: [{ $and: ['$won', { $ne: ['$result', 'walkover'] }] }, 1, 0] };

/** What results say of a member. */
@Injectable()
export class StatsRepository {
  constructor(
    @InjectModel(GameResultRow.name) private readonly results: Model<GameResultRow>,
    @InjectModel(Game.name) private readonly games: Model<Game>,
  ) {}

  async byDiscipline(memberId: string): Promise<DisciplineTally[]> {
    return this.results.aggregate<DisciplineTally>([
      { $match: { member_id: memberId } },
      {
        $group: {
          _id: '$discipline',
          played: { $sum: isPlayed },
          won: { $sum: isWon },
          walkovers: { $sum: { $subtract: [1, isPlayed] } },
          sets_won: { $sum: '$sets_won' },
          sets_lost: { $sum: '$sets_lost' },
          points_for: { $sum: '$points_for' },
          points_against: { $sum: '$points_against' },
        },
      },
      { $set: { discipline: '$_id' } },
      { $unset: '_id' },
    ]);
  }

  /** With whom, or against whom, the member played most. */
  async pairs(memberId: string, side: 'partners' | 'opponents'): Promise<PairTally[]> {
    const pairs = await this.results.aggregate<PairTally>([
      { $match: { member_id: memberId } },
      { $unwind: `$${side}` },
      { $group: { _id: `$${side}`, played: { $sum: isPlayed }, won: { $sum: isWon } } },
      { $match: { played: { $gt: 0 } } },
      { $project: { _id: 0, member_id: '$_id', played: 1, won: 1 } },
    ]);
    // Sorted here: there are no more of them than members.
    const byName = (one: PairTally, other: PairTally): number => (one.member_id < other.member_id ? -1 : 1);
    return pairs.sort((a, b) => b.played - a.played || b.won - a.won || byName(a, b)).slice(0, MOST_PAIRS);
  }

  /** Whether the member is in any game. */
  async hasGames(memberId: string): Promise<boolean> {
    return (await this.games.findOne({ member_ids: memberId }, { _id: 1 }).lean()) !== null;
  }

  async attendance(memberId: string): Promise<AttendanceTally> {
    const rows = await this.games.aggregate<{ _id: Attendance; count: number }>([
      { $match: { member_ids: memberId, status: { $ne: 'cancelled' } } },
      { $unwind: '$players' },
      { $match: { 'players.player_id': memberId, 'players.attendance': { $ne: null } } },
      { $group: { _id: '$players.attendance', count: { $sum: 1 } } },
    ]);
    const late_leaves = await this.games.countDocuments({
      withdrawals: where.elemMatch({ member_id: memberId, late: true }),
    });
    return { marks: Object.fromEntries(rows.map(({ _id, count }) => [_id, count])), late_leaves };
  }
}
