import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { Dismissal, DISMISSAL_MODEL } from './dismissal.schema';

@Injectable()
export class DismissalsRepository {
  constructor(@InjectModel(DISMISSAL_MODEL) private readonly model: Model<Dismissal>) {}

  async has(id: string): Promise<boolean> {
    return (await this.model.exists({ _id: id })) !== null;
  }

  /** @throws a duplicate key error for one that was dismissed before */
  async insert(tx: ClientSession, id: string): Promise<void> {
    await this.model.create([{ _id: id, at: new Date() }], { session: tx });
  }
}
