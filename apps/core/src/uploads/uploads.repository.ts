import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { Upload } from './upload.schema';

export type UploadHold = NonNullable<Upload['hangs_on']>;

/** A sweep that died is taken over after this long. */
const SWEEP_MS = 10 * 60_000;

@Injectable()
export class UploadsRepository {
  constructor(@InjectModel(Upload.name) private readonly model: Model<Upload>) {}

  async begin(upload: Omit<Upload, 'state' | 'hangs_on'>): Promise<void> {
    await this.model.create([{ ...upload, state: 'arriving', hangs_on: null }]);
  }

  async arrived(session: ClientSession, id: Types.ObjectId): Promise<void> {
    await this.model.updateOne({ _id: id, state: 'arriving' }, { $set: { state: 'waiting' } }, { session });
  }

  async find(id: string): Promise<Upload | null> {
    return this.model.findOne({ _id: new Types.ObjectId(id), state: where.in(['waiting', 'claimed']) }).lean<Upload>();
  }

  /** @returns those of the uploads that are there, by id */
  async findAll(ids: readonly string[], session?: ClientSession): Promise<Map<string, Upload>> {
    if (ids.length === 0) return new Map();
    const rows = await this.model
      .find({ _id: where.in(ids.map((id) => new Types.ObjectId(id))), state: where.in(['waiting', 'claimed']) })
      .session(session ?? null)
      .lean<Upload[]>();
    return new Map(rows.map((row) => [String(row._id), row]));
  }

  /** @returns how many of the owner's waiting uploads hang there now */
  async claim(session: ClientSession, ids: readonly string[], ownerId: string, hold: UploadHold): Promise<number> {
    const { modifiedCount } = await this.model.updateMany(
      { _id: where.in(ids.map((id) => new Types.ObjectId(id))), state: 'waiting', owner_id: ownerId },
      { $set: { state: 'claimed', hangs_on: hold, expires_at: null } },
      { session },
    );
    return modifiedCount;
  }

  /** Takes one upload that nothing holds out of use, for one process to delete. */
  async takeExpired(now: Date): Promise<Upload | null> {
    return this.model
      .findOneAndUpdate(
        { expires_at: where.lt(now), state: where.ne('claimed') },
        { $set: { state: 'leaving', expires_at: new Date(now.getTime() + SWEEP_MS) } },
        { sort: { expires_at: 1 } },
      )
      .lean<Upload>();
  }

  async remove(id: Types.ObjectId): Promise<void> {
    await this.model.deleteOne({ _id: id, state: 'leaving' });
  }
}
