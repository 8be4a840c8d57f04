import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { CalendarToken } from './calendar-token.schema';

@Injectable()
export class CalendarTokensRepository {
  constructor(@InjectModel(CalendarToken.name) private readonly model: Model<CalendarToken>) {}

  /** The member's one token from now on. @throws a duplicate key when two first ones are made at once */
  async replace(memberId: string, digest: string, createdAt: Date): Promise<void> {
    await this.model.updateOne({ _id: memberId }, { $set: { digest, created_at: createdAt } }, { upsert: true });
  }

  /** @returns whose token this is */
  async ownerOf(digest: string): Promise<string | null> {
    const row = await this.model.findOne({ digest }, { _id: 1 }).lean<Pick<CalendarToken, '_id'>>();
    return row?._id ?? null;
  }
}
