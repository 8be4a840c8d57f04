import { isDuplicateKey, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { GLOBAL_KEY, Room } from './room.schema';

export type NewRoom = Omit<Room, '_id'>;

/** The unique index on the key of rooms of which there may be one only. */
export const isKeyTaken = (error: unknown): boolean => isDuplicateKey(error, 'key_1');

@Injectable()
export class RoomsRepository {
  private globalId: Types.ObjectId | undefined;

  constructor(@InjectModel(Room.name) private readonly model: Model<Room>) {}

  async find(id: string | Types.ObjectId, session?: ClientSession): Promise<Room | null> {
    return this.model
      .findOne({ _id: new Types.ObjectId(id) })
      .session(session ?? null)
      .lean<Room>();
  }

  async findByIds(ids: readonly Types.ObjectId[]): Promise<Room[]> {
    return this.model.find({ _id: where.in(ids) }).lean<Room[]>();
  }

  async findByKey(key: string, session?: ClientSession): Promise<Room | null> {
    return this.model
      .findOne({ key })
      .session(session ?? null)
      .lean<Room>();
  }

  /** The global room's id; it never changes. */
  async global(session?: ClientSession): Promise<Types.ObjectId> {
    if (!this.globalId) {
      const room = await this.model
        .findOne({ key: GLOBAL_KEY }, { _id: 1 })
        .session(session ?? null)
        .lean<Room>();
      if (!room) throw new Error('There is no global room: the migrations have not run');
      this.globalId = room._id;
    }
    return this.globalId;
  }

  async insert(session: ClientSession, room: NewRoom): Promise<Types.ObjectId> {
    const [row] = await this.model.create([room], { session });
    return (row as { _id: Types.ObjectId })._id;
  }

  /** Somebody is no longer in it: see `audience`. */
  async countDeparture(session: ClientSession, id: Types.ObjectId): Promise<void> {
    await this.model.updateOne({ _id: id }, { $inc: { audience: 1 } }, { session });
  }

  async set(session: ClientSession, id: Types.ObjectId, fields: Partial<Room>): Promise<void> {
    await this.model.updateOne(
      { _id: id },
      { $set: { ...fields, updated_at: new Date() }, $inc: { version: 1 } },
      { session },
    );
  }

  /** From a pair's one room to a group of two. */
  async makeGroup(session: ClientSession, id: Types.ObjectId, name: string): Promise<void> {
    await this.model.updateOne(
      { _id: id },
      { $set: { type: 'group', name, updated_at: new Date() }, $unset: { key: 1 }, $inc: { version: 1 } },
      { session },
    );
  }
}
