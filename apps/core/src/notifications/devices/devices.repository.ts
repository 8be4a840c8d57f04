import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { Device } from './device.schema';

@Injectable()
export class DevicesRepository {
  constructor(@InjectModel(Device.name) private readonly model: Model<Device>) {}

  async of(memberId: string, session?: ClientSession): Promise<Device[]> {
    return this.model
      .find({ member_id: memberId })
      .sort({ seen_at: -1, _id: -1 })
      .session(session ?? null)
      .lean<Device[]>();
  }

  async ofMembers(memberIds: readonly string[]): Promise<Device[]> {
    return this.model.find({ member_id: where.in(memberIds) }).lean<Device[]>();
  }

  async find(id: Types.ObjectId): Promise<Device | null> {
    return this.model.findOne({ _id: id }).lean<Device>();
  }

  async findByAddress(
    session: ClientSession,
    { kind, address }: Pick<Device, 'kind' | 'address'>,
  ): Promise<Device | null> {
    return this.model.findOne({ kind, address }).session(session).lean<Device>();
  }

  async insert(session: ClientSession, device: Device): Promise<void> {
    await this.model.create([device], { session });
  }

  async set(session: ClientSession, id: Types.ObjectId, fields: Partial<Device>): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: fields }, { session });
  }

  async drop(session: ClientSession, ids: readonly Types.ObjectId[]): Promise<void> {
    await this.model.deleteMany({ _id: where.in(ids) }, { session });
  }

  /** Only while it is still what it was: a device that has been registered anew meanwhile stays. */
  async dropDead({ _id, seen_at }: Device): Promise<boolean> {
    return (await this.model.deleteOne({ _id, seen_at })).deletedCount === 1;
  }

  /** @returns whether the member had such a device */
  async dropOwn(memberId: string, device: { id: string } | { address: string }): Promise<boolean> {
    const which = 'id' in device ? { _id: new Types.ObjectId(device.id) } : { address: device.address };
    return (await this.model.deleteMany({ member_id: memberId, ...which })).deletedCount > 0;
  }
}
