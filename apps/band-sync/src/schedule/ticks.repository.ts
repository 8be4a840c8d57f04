import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model } from 'mongoose';
import { SyncTick } from './sync-tick.schema';

@Injectable()
export class TicksRepository {
  constructor(@InjectModel(SyncTick.name) private readonly ticks: Model<SyncTick>) {}

  /** Number of the latest tick that had its effect, or undefined when there was none yet. */
  async last(): Promise<number | undefined> {
    const row = await this.ticks.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean<SyncTick>();
    return row?._id;
  }

  /** @throws a duplicate key when another replica was first */
  async add(session: ClientSession, tick: SyncTick): Promise<void> {
    await this.ticks.create([tick], { session });
  }
}
