import { ListQuery, Page, paginate, PaginationDto, where } from '@dongbaejul/persistence';
import { rarest, SearchQuery } from '@dongbaejul/search';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, QueryFilter, Types } from 'mongoose';
import { Message } from '../messages/message.schema';
import { COUNTED_AMONG } from './search.dto';

const NEWEST_FIRST = { _id: -1 } as const;
const BY_GRAMS = { room_id: 1, 'search.grams': 1, ...NEWEST_FIRST } as const;

type Filter = QueryFilter<Message>;

/** Finds messages by their words: the rarest of the grams narrows it down by index, the folded text decides. */
@Injectable()
export class MessageSearchRepository {
  constructor(@InjectModel(Message.name) private readonly model: Model<Message>) {}

  /** @param notFrom whose messages are left out */
  async page(
    roomIds: readonly Types.ObjectId[],
    query: SearchQuery,
    notFrom: readonly string[],
    list: ListQuery,
  ): Promise<Page<Message>> {
    const place = async (gram: string, n: number): Promise<string | undefined> =>
      // An id tells when it was made.
      (await this.nth(withGram(roomIds, gram), n))?.toHexString();
    const within = withGram(roomIds, (await rarest(query.bodyGrams(), place)) ?? '');
    const words = {
      ...where.and<object>(...query.inBody.map((pattern) => ({ 'search.body': pattern }))),
      ...(notFrom.length > 0 && { sender_id: where.nin(notFrom) }),
    };
    let isFloor = false;
    const found = await paginate<Message>(this.model, {
      query: list,
      filter: { ...within, ...words } as Filter,
      sort: NEWEST_FIRST,
      select: { search: 0 },
      hint: BY_GRAMS,
      count: async () => {
        isFloor = (await this.nth(within, COUNTED_AMONG + 1)) !== undefined;
        return this.count(within, words as Filter);
      },
    });
    return isFloor ? { ...found, pagination: atLeast(found) } : found;
  }

  /** @returns the id of this one of the messages, from the newest on; by the index alone */
  private async nth(within: Filter, n: number): Promise<Types.ObjectId | undefined> {
    const found = this.model
      .findOne(within, { _id: 1 })
      .sort(NEWEST_FIRST)
      .skip(n - 1)
      .hint(BY_GRAMS);
    return (await found.lean<Pick<Message, '_id'>>())?._id;
  }

  /** @returns how many fit of the newest that may */
  private async count(within: Filter, words: Filter): Promise<number> {
    const [counted] = await this.model
      .aggregate<{ n: number }>([
        { $match: within },
        { $sort: NEWEST_FIRST },
        { $limit: COUNTED_AMONG },
        { $match: words },
        { $count: 'n' },
      ])
      .hint(BY_GRAMS);
    return counted?.n ?? 0;
  }
}

/** What was found on the page itself counts in any case. */
function atLeast({ items, pagination, next_cursor }: Page<Message>): PaginationDto {
  const { page, limit } = pagination;
  const shown = (page - 1) * limit + items.length + (next_cursor === undefined ? 0 : 1);
  const total = Math.max(pagination.total, items.length === 0 ? 0 : shown);
  return { ...pagination, total, pages: Math.ceil(total / limit), total_is_floor: true };
}

const withGram = (roomIds: readonly Types.ObjectId[], gram: string): Filter =>
  ({ room_id: where.in(roomIds), 'search.grams': gram }) as Filter;
