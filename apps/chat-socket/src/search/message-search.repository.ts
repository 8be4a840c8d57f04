import { ListQuery, Page, paginate, where } from '@dongbaejul/persistence';
import type { SearchQuery } from '@dongbaejul/search';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, QueryFilter, Types } from 'mongoose';
import { Message } from '../messages/message.schema';

const NEWEST_FIRST = { _id: -1 } as const;
const BY_GRAMS = { room_id: 1, 'search.grams': 1, ...NEWEST_FIRST } as const;

/** Finds messages by their words: the grams narrow it down by index, the folded text decides. */
@Injectable()
export class MessageSearchRepository {
  constructor(@InjectModel(Message.name) private readonly model: Model<Message>) {}

  /** @param notFrom whose messages are left out */
  page(
    roomIds: readonly Types.ObjectId[],
    query: SearchQuery,
    notFrom: readonly string[],
    list: ListQuery,
  ): Promise<Page<Message>> {
    const filter = {
      room_id: where.in(roomIds),
      'search.grams': where.all(query.bodyGrams()),
      ...where.and<object>(...query.inBody.map((pattern) => ({ 'search.body': pattern }))),
      ...(notFrom.length > 0 && { sender_id: where.nin(notFrom) }),
    };
    return paginate<Message>(this.model, {
      query: list,
      filter: filter as QueryFilter<Message>,
      sort: NEWEST_FIRST,
      select: { search: 0 },
      hint: BY_GRAMS,
    });
  }
}
