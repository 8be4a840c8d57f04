import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, mongo } from 'mongoose';
import { Thumbnail } from './thumbnail.schema';

@Injectable()
export class ThumbnailsRepository {
  constructor(@InjectModel(Thumbnail.name) private readonly model: Model<Thumbnail>) {}

  async find(id: string): Promise<Buffer | undefined> {
    const row = await this.model.findById(id).lean<{ body: mongo.Binary }>();
    return row ? Buffer.from(row.body.buffer) : undefined;
  }

  async keep(id: string, body: Buffer): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: { body, made_at: new Date() } }, { upsert: true });
  }
}
