import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { Delivery, DeliveryResult } from './delivery.schema';

/** Of what was kept back: more make no other sentence. */
const MOST_GATHERED = 500;

@Injectable()
export class DeliveriesRepository {
  constructor(@InjectModel(Delivery.name) private readonly model: Model<Delivery>) {}

  async insertMany(session: ClientSession, rows: readonly Delivery[]): Promise<void> {
    if (rows.length > 0) await this.model.insertMany(rows, { session });
  }

  /** @returns what gathers for these devices, by device and moment */
  async gathering(session: ClientSession, deviceIds: readonly Types.ObjectId[]): Promise<Delivery[]> {
    return this.model
      .find({ device_id: where.in(deviceIds), gathers_until: where.exists() })
      .session(session)
      .lean<Delivery[]>();
  }

  async gather(session: ClientSession, id: Types.ObjectId, notificationIds: readonly Types.ObjectId[]): Promise<void> {
    const push = { notification_ids: { $each: [...notificationIds], $slice: -MOST_GATHERED } };
    await this.model.updateOne({ _id: id }, { $push: push }, { session });
  }

  /** Takes one that is due; others get it only after the lease. */
  async take(now: Date, leaseMs: number): Promise<Delivery | null> {
    return this.model
      .findOneAndUpdate(
        { open: true, due_at: where.lte(now) },
        {
          $set: { due_at: new Date(now.getTime() + leaseMs), lease: new Types.ObjectId().toHexString() },
          $unset: { gathers_until: 1 },
          $inc: { tries: 1 },
        },
        { sort: { due_at: 1 }, returnDocument: 'after' },
      )
      .lean<Delivery>();
  }

  /** Ends it, unless it has been taken by somebody else meanwhile. */
  async finish({ _id, lease }: Delivery, result: DeliveryResult, reason?: string): Promise<void> {
    await this.model.updateOne(
      { _id, lease },
      {
        $set: { result, finished_at: new Date(), ...(reason && { reason }) },
        $unset: { open: 1, lease: 1 },
      },
    );
  }

  async postpone({ _id, lease }: Delivery, until: Date, reason: string): Promise<void> {
    await this.model.updateOne({ _id, lease }, { $set: { due_at: until, reason }, $unset: { lease: 1 } });
  }

  async countOverdue(now: Date): Promise<number> {
    return this.model.countDocuments({ open: true, due_at: where.lte(now) });
  }
}
