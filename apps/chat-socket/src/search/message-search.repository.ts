import {
  type Counted,
  decodeCursor,
  limitOf,
  ListQuery,
  MAX_OFFSET,
  Page,
  paginate,
  type SortOrder,
  where,
} from '@dongbaejul/persistence';
import { rarest, SearchQuery } from '@dongbaejul/search';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, type PipelineStage, QueryFilter, Types } from 'mongoose';
import { Message } from '../messages/message.schema';
import { COUNTED_AMONG } from './search.dto';

const NEWEST_FIRST = { _id: -1 } as const;
const BY_ID = { _id: 1 } as const;
const BY_GRAMS = { room_id: 1, 'search.grams': 1, ...NEWEST_FIRST } as const;
/** The server puts the messages of so many rooms in order by the index; of more it would read all that may fit. */
const ROOMS_AT_ONCE = 200;

type Filter = QueryFilter<Message>;
type Rooms = readonly Types.ObjectId[];

/** Finds messages by their words: the rarest of the grams narrows it down by index, the folded text decides. */
@Injectable()
export class MessageSearchRepository {
  constructor(@InjectModel(Message.name) private readonly model: Model<Message>) {}

  /** @param notFrom whose messages are left out */
  async page(roomIds: Rooms, query: SearchQuery, notFrom: readonly string[], list: ListQuery): Promise<Page<Message>> {
    const rooms = inGroups(roomIds);
    const withGram = (gram: string): Filter[] => rooms.map((group) => inRooms(group, gram));
    const place = async (gram: string, n: number): Promise<string | undefined> =>
      // An id tells when it was made.
      (await this.nth(withGram(gram), n))?.toHexString();
    const within = withGram((await rarest(query.bodyGrams(), place)) ?? '');
    const words = {
      ...where.and<object>(...query.inBody.map((pattern) => ({ 'search.body': pattern }))),
      ...(notFrom.length > 0 && { sender_id: where.nin(notFrom) }),
    } as Filter;
    return paginate<Message>(this.model, {
      query: list,
      ...(await this.reading(within, words, list)),
      sort: NEWEST_FIRST,
      select: { search: 0 },
      count: () => this.count(within, words),
    });
  }

  /** By which filter and index the page is read. */
  private async reading(
    within: readonly Filter[],
    words: Filter,
    list: ListQuery,
  ): Promise<{ filter: Filter; hint: SortOrder }> {
    const [only, ...others] = within;
    if (others.length === 0) return { filter: { ...only, ...words } as Filter, hint: BY_GRAMS };
    const reach = list.after === undefined ? (list.page ?? 1) * limitOf(list) : limitOf(list);
    const before = list.after === undefined ? undefined : this.placeOf(list.after);
    const parts = within.map((part) => ({ ...part, ...words }) as Filter);
    const ids = await this.newest(parts, Math.min(reach, MAX_OFFSET) + 1, before);
    return { filter: { _id: where.in(ids) } as Filter, hint: BY_ID };
  }

  /** @throws INVALID_INPUT for what is no cursor of this list */
  private placeOf(after: string): Types.ObjectId {
    const [id] = decodeCursor(this.model.collection.collectionName, NEWEST_FIRST, after);
    return new Types.ObjectId(String(id));
  }

  /** @returns the id of this one of the messages, from the newest on; by the index alone */
  private async nth(within: readonly Filter[], n: number): Promise<Types.ObjectId | undefined> {
    const [only, ...others] = within;
    if (others.length > 0) return (await this.newest(within, n))[n - 1];
    const found = this.model
      .findOne(only, { _id: 1 })
      .sort(NEWEST_FIRST)
      .skip(n - 1)
      .hint(BY_GRAMS);
    return (await found.lean<Pick<Message, '_id'>>())?._id;
  }

  /** @returns how many fit of the newest that may, and whether there are more that may */
  private async count(within: readonly Filter[], words: Filter): Promise<Counted> {
    const [only, ...others] = within;
    if (others.length > 0) {
      const ids = await this.newest(within, COUNTED_AMONG + 1);
      const first = { _id: where.in(ids.slice(0, COUNTED_AMONG)) } as Filter;
      const total = await this.model.countDocuments({ ...first, ...words } as Filter).hint(BY_ID);
      return { total, isFloor: ids.length > COUNTED_AMONG };
    }
    const isFloor = (await this.nth(within, COUNTED_AMONG + 1)) !== undefined;
    const [counted] = await this.model
      .aggregate<{ n: number }>([
        { $match: only },
        { $sort: NEWEST_FIRST },
        { $limit: COUNTED_AMONG },
        { $match: words },
        { $count: 'n' },
      ] as PipelineStage[])
      .hint(BY_GRAMS);
    return { total: counted?.n ?? 0, isFloor };
  }

  /**
   * The newest of several groups of rooms, group by group: each is read only as far as it may still change what the
   * ones before it had.
   * @returns up to `n` ids, the newest first
   */
  private async newest(within: readonly Filter[], n: number, before?: Types.ObjectId): Promise<Types.ObjectId[]> {
    let newest: Types.ObjectId[] = [];
    for (const part of within) {
      const bounds = between(newest[n - 1], before);
      const found = await this.model
        .find({ ...part, ...(bounds && { _id: bounds }) } as Filter, { _id: 1 })
        .sort(NEWEST_FIRST)
        .limit(n)
        .hint(BY_GRAMS)
        .lean<Pick<Message, '_id'>[]>();
      newest = [...newest, ...found.map(({ _id }) => _id)].sort(newestFirst).slice(0, n);
    }
    return newest;
  }
}

const inRooms = (rooms: Rooms, gram: string): Filter => ({ room_id: where.in(rooms), 'search.grams': gram }) as Filter;

function inGroups(rooms: Rooms): Rooms[] {
  const starts = Array.from({ length: Math.ceil(rooms.length / ROOMS_AT_ONCE) }, (_, i) => i * ROOMS_AT_ONCE);
  return starts.map((start) => rooms.slice(start, start + ROOMS_AT_ONCE));
}

/** No id is in two groups, so what is as old as one that is known is no other. */
function between(oldest: Types.ObjectId | undefined, before: Types.ObjectId | undefined): object | undefined {
  if (oldest && before) return where.between(oldest, before);
  if (oldest) return where.gte(oldest);
  return before && where.lt(before);
}

const newestFirst = (a: Types.ObjectId, b: Types.ObjectId): number => (String(a) < String(b) ? 1 : -1);
