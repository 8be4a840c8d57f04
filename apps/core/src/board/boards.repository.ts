import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { Board } from './board.schema';

@Injectable()
export class BoardsRepository {
  constructor(@InjectModel(Board.name) private readonly model: Model<Board>) {}

  async find(meetingId: string, session?: ClientSession): Promise<Board | null> {
    return this.model
      .findOne({ _id: new Types.ObjectId(meetingId) })
      .session(session ?? null)
      .lean<Board>();
  }

  async insertMany(session: ClientSession, boards: readonly Board[]): Promise<void> {
    await this.model.insertMany(boards, { session });
  }

  async save(session: ClientSession, { _id, ...fields }: Board): Promise<void> {
    await this.model.updateOne({ _id }, { $set: fields }, { session });
  }
}
