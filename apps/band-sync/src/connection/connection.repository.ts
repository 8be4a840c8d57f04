import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { BandConnection, ConnectionAttempt } from './connection.schema';

@Injectable()
export class ConnectionRepository {
  constructor(
    @InjectModel(BandConnection.name) private readonly connections: Model<BandConnection>,
    @InjectModel(ConnectionAttempt.name) private readonly attempts: Model<ConnectionAttempt>,
  ) {}

  find(clubId: string, session?: ClientSession): Promise<BandConnection | null> {
    return this.connections
      .findById(clubId)
      .session(session ?? null)
      .lean<BandConnection>()
      .exec();
  }

  async save(session: ClientSession, connection: BandConnection): Promise<void> {
    const { _id, ...fields } = connection;
    const change = { $set: fields, $unset: { renewal_until: '' } };
    await this.connections.updateOne({ _id }, change, { upsert: true, session });
  }

  /**
   * Of all processes one asks for new tokens in place of these at a time. One that died meanwhile is waited for until
   * `forMs` are over, by the database's clock. @returns whether it is the caller's turn
   */
  async beginRenewal(clubId: string, secret: string, forMs: number): Promise<boolean> {
    const isFree = { $lte: [{ $ifNull: ['$renewal_until', new Date(0)] }, '$$NOW'] };
    const { modifiedCount } = await this.connections.collection.updateOne(
      { _id: clubId as never, secret, $expr: isFree },
      [{ $set: { renewal_until: { $add: ['$$NOW', forMs] } } }],
    );
    return modifiedCount === 1;
  }

  /** BAND gave none: whoever else wants new ones need not wait. */
  async endRenewal(clubId: string, secret: string): Promise<void> {
    await this.connections.updateOne({ _id: clubId, secret }, { $unset: { renewal_until: '' } });
  }

  /** Replaces the tokens, unless somebody connected another account meanwhile. */
  async renew(clubId: string, before: string, secret: string, expiresAt: Date): Promise<void> {
    await this.connections.updateOne(
      { _id: clubId, secret: before },
      { $set: { secret, expires_at: expiresAt, state: 'connected' }, $unset: { renewal_until: '' } },
    );
  }

  /** Marks the connection that these tokens belong to; one made meanwhile stays as it is. @returns whether it was news */
  async markReconnectNeeded(session: ClientSession, clubId: string, secret: string): Promise<boolean> {
    const { modifiedCount } = await this.connections.updateOne(
      { _id: clubId, secret, state: 'connected' },
      { $set: { state: 'reconnect_needed' } },
      { session },
    );
    return modifiedCount === 1;
  }

  /** @returns what there was */
  async remove(session: ClientSession, clubId: string): Promise<BandConnection | null> {
    return this.connections.findOneAndDelete({ _id: clubId }, { session }).lean<BandConnection>();
  }

  async openAttempt(attempt: ConnectionAttempt): Promise<void> {
    await this.attempts.create([attempt]);
  }

  /** @returns whether there was such an attempt of this person's; it is then used up */
  async takeAttempt(id: string, userId: string, now: Date): Promise<boolean> {
    const taken = await this.attempts.findOneAndDelete({ _id: id, user_id: userId, expires_at: where.gt(now) });
    return taken !== null;
  }
}
