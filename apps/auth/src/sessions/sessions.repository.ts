import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { EndReason, REFRESH_TOKEN_MODEL, RefreshTokenRow, Session, SESSION_MODEL } from './session.schema';

export type SessionTimes = Pick<Session, '_id' | 'accessUntil'>;

const aliveOf = (accountId: Types.ObjectId, now: number): QueryFilter<Session> => ({
  accountId,
  endedAt: null,
  expiresAt: where.gt(new Date(now)),
});

@Injectable()
export class SessionsRepository {
  constructor(
    @InjectModel(SESSION_MODEL) private readonly sessions: Model<Session>,
    @InjectModel(REFRESH_TOKEN_MODEL) private readonly tokens: Model<RefreshTokenRow>,
  ) {}

  async insert(tx: ClientSession, session: Session): Promise<void> {
    await this.sessions.create([session], { session: tx });
  }

  async find(id: Types.ObjectId, tx?: ClientSession): Promise<Session | null> {
    return this.sessions
      .findById(id)
      .session(tx ?? null)
      .lean<Session>();
  }

  async touch(
    tx: ClientSession,
    id: Types.ObjectId,
    times: Pick<Session, 'lastUsedAt' | 'accessUntil' | 'expiresAt'>,
  ): Promise<void> {
    await this.sessions.updateOne({ _id: id }, { $set: times }, { session: tx });
  }

  /** @returns the session as it was ended now, or null when it had ended before */
  async end(tx: ClientSession, id: Types.ObjectId, reason: EndReason, now: number): Promise<Session | null> {
    return this.sessions
      .findOneAndUpdate(
        { _id: id, endedAt: null },
        { $set: { endedAt: new Date(now), endReason: reason } },
        { session: tx, returnDocument: 'after' },
      )
      .lean<Session>();
  }

  /** Those that can still be refreshed, the latest used first. */
  async alive(accountId: Types.ObjectId, limit: number, tx?: ClientSession): Promise<Session[]> {
    return this.sessions
      .find(aliveOf(accountId, Date.now()))
      .sort({ lastUsedAt: -1 })
      .limit(limit)
      .session(tx ?? null)
      .lean<Session[]>();
  }

  /**
   * The same for all of an account, with what a revocation needs and no more.
   * @param skip how many of the latest used are left out
   */
  async aliveTimes(tx: ClientSession, accountId: Types.ObjectId, now: number, skip = 0): Promise<SessionTimes[]> {
    return this.sessions
      .find(aliveOf(accountId, now), { accessUntil: 1 })
      .sort({ lastUsedAt: -1 })
      .skip(skip)
      .session(tx)
      .lean<SessionTimes[]>();
  }

  /** Many by one write, that were read in the same transaction. @returns how many there were */
  async endMany(tx: ClientSession, ids: readonly Types.ObjectId[], reason: EndReason, now: number): Promise<number> {
    const filter = { _id: where.in(ids), endedAt: null };
    const ended = { $set: { endedAt: new Date(now), endReason: reason } };
    return (await this.sessions.updateMany(filter, ended, { session: tx })).modifiedCount;
  }

  async markSecondFactor(tx: ClientSession, id: Types.ObjectId): Promise<void> {
    await this.sessions.updateOne({ _id: id }, { $set: { secondFactor: true } }, { session: tx });
  }

  async insertToken(tx: ClientSession, row: RefreshTokenRow): Promise<void> {
    await this.tokens.create([row], { session: tx });
  }

  async findToken(digest: string, tx: ClientSession): Promise<RefreshTokenRow | null> {
    return this.tokens.findById(digest).session(tx).lean<RefreshTokenRow>();
  }

  async useToken(tx: ClientSession, digest: string, successor: string, now: number): Promise<void> {
    await this.tokens.updateOne({ _id: digest }, { $set: { usedAt: new Date(now), successor } }, { session: tx });
  }
}
