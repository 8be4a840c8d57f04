import { EmbeddedOutbox, type EventInput } from '@dongbaejul/messaging';
import { ListQuery, Page, paginate, SortOrder, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types, UpdateQuery } from 'mongoose';
import { CoreConfig } from '../config';
import { Game, GameFields, GameRow, GameStatus } from './game.schema';

export interface GameFilter {
  status?: GameStatus;
  /** Inclusive. */
  from?: Date;
  /** Exclusive. */
  to?: Date;
  member_id?: string;
  meeting_id?: string;
}

const SOONEST_FIRST: SortOrder = { game_date: 1, _id: 1 };
const LATEST_FIRST: SortOrder = { game_date: -1, _id: -1 };

export type NewGame = GameFields;

/** Whose game it is: the host's, and of who plays or waits. */
const memberIds = ({ host_id, players, waiting }: Pick<GameRow, 'host_id' | 'players' | 'waiting'>): string[] => [
  ...new Set([host_id, ...players.map(({ party }) => party), ...waiting.map(({ party }) => party)]),
];

@Injectable()
export class GamesRepository {
  constructor(
    @InjectModel(Game.name) private readonly model: Model<Game>,
    private readonly outbox: EmbeddedOutbox,
    private readonly config: CoreConfig,
  ) {
    outbox.collectFrom(model as Model<unknown>);
  }

  page(filter: GameFilter, query: ListQuery): Promise<Page<GameRow>> {
    return paginate<Game, GameRow>(this.model, {
      query,
      filter: filterOf(filter),
      sort: filter.status === 'scheduled' ? SOONEST_FIRST : LATEST_FIRST,
    });
  }

  async find(id: string, session?: ClientSession): Promise<GameRow | null> {
    return this.model
      .findOne({ _id: new Types.ObjectId(id) })
      .session(session ?? null)
      .lean<GameRow>();
  }

  countWith(status: GameStatus): Promise<number> {
    return this.model.countDocuments({ status }).exec();
  }

  /** Games of a meeting, the latest first. */
  async ofMeeting(meetingId: string, session?: ClientSession): Promise<GameRow[]> {
    return this.model
      .find({ meeting_id: meetingId })
      .sort({ game_date: -1, _id: -1 })
      .session(session ?? null)
      .lean<GameRow[]>();
  }

  /** Games of meetings that have not begun. */
  async scheduledUnder(session: ClientSession, meetingIds: readonly string[]): Promise<GameRow[]> {
    return this.model
      .find({ meeting_id: where.in(meetingIds), status: 'scheduled' })
      .sort({ game_date: 1, _id: 1 })
      .session(session)
      .lean<GameRow[]>();
  }

  /** A member's games from a day on, for the calendar. */
  async ofMember(memberId: string, from: Date, atMost: number): Promise<GameRow[]> {
    return this.model
      .find({ member_ids: memberId, game_date: where.gte(from) })
      .sort({ game_date: -1, _id: -1 })
      .limit(atMost)
      .lean<GameRow[]>();
  }

  /** @returns those of the members who play an ongoing game now */
  async playing(memberIds: readonly string[], session?: ClientSession): Promise<Set<string>> {
    const keys = memberIds.map((id) => `player:${id}`);
    const rows = await this.model
      .find({ busy: where.in(keys) }, { busy: 1 })
      .session(session ?? null)
      .lean<Pick<GameRow, 'busy'>[]>();
    const busy = new Set(rows.flatMap((row) => row.busy ?? []));
    return new Set(memberIds.filter((id) => busy.has(`player:${id}`)));
  }

  /** The ongoing game that occupies a court or a player. */
  async holding(key: string): Promise<Pick<GameRow, '_id' | 'title'> | null> {
    return this.model.findOne({ busy: key }, { title: 1 }).lean<Pick<GameRow, '_id' | 'title'>>();
  }

  /** Games of a member's that have not begun. */
  async scheduledOf(memberId: string): Promise<string[]> {
    const rows = await this.model
      .find({ member_ids: memberId, status: 'scheduled' }, { _id: 1 })
      .lean<Pick<GameRow, '_id'>[]>();
    return rows.map(({ _id }) => String(_id));
  }

  /** All games that a member hosts, plays, waits for, or has left. */
  async allOf(session: ClientSession, memberId: string): Promise<GameRow[]> {
    const theirs = await this.model.find({ member_ids: memberId }).session(session).lean<GameRow[]>();
    const left = await this.model
      .find({ withdrawals: where.elemMatch({ member_id: memberId }) })
      .session(session)
      .lean<GameRow[]>();
    return [...new Map([...theirs, ...left].map((game) => [String(game._id), game])).values()];
  }

  /** Who has left is named in none of them any more. */
  async forgetName(session: ClientSession, memberId: string): Promise<void> {
    const mine = { member_ids: memberId };
    await this.model.updateMany({ ...mine, host_id: memberId }, { $set: { host_name: '' } }, { session });
    for (const list of ['players', 'waiting'] as const) {
      await this.model.updateMany(
        { ...mine, [`${list}.player_id`]: memberId } as QueryFilter<Game>,
        { $set: { [`${list}.$[one].name`]: '' } },
        { session, arrayFilters: [{ 'one.player_id': memberId }] },
      );
    }
  }

  /** Writes games that are over, of which nobody has to be told; all at once. */
  async rewrite(session: ClientSession, games: readonly { before: GameRow; after: GameRow }[]): Promise<void> {
    if (games.length === 0) return;
    const writes = games.map(({ before, after }) => ({ updateOne: writeOf(before, after) }));
    const { matchedCount } = await this.model.bulkWrite(writes, { session });
    if (matchedCount !== games.length) throw new Error('A game changed within the transaction that rewrites it');
  }

  /** @throws a duplicate key when it begins at once on a busy court or with a busy player */
  async insert(session: ClientSession, game: NewGame): Promise<GameRow> {
    const now = new Date();
    const row = { ...game, member_ids: memberIds(game), event_version: 1, created_at: now, updated_at: now };
    const [created] = await this.model.create([row], { session });
    return (created as unknown as { toObject(): GameRow }).toObject();
  }

  /**
   * Writes what differs between the two, with the version of the later.
   * @throws a duplicate key when its court or one of its players is in another ongoing game
   */
  async save(session: ClientSession, before: GameRow, after: GameRow): Promise<void> {
    const { filter, update } = writeOf(before, after);
    const { matchedCount } = await this.model.updateOne(filter, update, { session });
    if (matchedCount !== 1) throw new Error(`Game ${String(after._id)} changed within its own transaction`);
  }

  /**
   * The same with its events in one update, without a transaction, for which it gets as long.
   * @returns false where the game is not as it was before: then nothing is written
   */
  async saveTelling(
    before: GameRow,
    after: GameRow,
    events: readonly EventInput<'core.game.changed'>[],
  ): Promise<boolean> {
    const { filter, update } = writeOf(before, after);
    const $push = this.outbox.pushAll('core.game.changed', events);
    const { matchedCount } = await this.model
      .updateOne(filter, { ...update, $push } as UpdateQuery<Game>)
      .setOptions({ timeoutMS: this.config.MONGODB_TRANSACTION_MS } as object);
    return matchedCount === 1;
  }
}

/** What differs between the two. */
function writeOf(before: GameRow, after: GameRow): { filter: QueryFilter<Game>; update: UpdateQuery<Game> } {
  const fields = Object.keys(after) as (keyof GameFields)[];
  const changed = fields.filter((field) => after[field] !== before[field]);
  const kept = changed.filter((field) => after[field] !== undefined);
  const $set: Record<string, unknown> = Object.fromEntries(kept.map((field) => [field, after[field]]));
  if ('players' in $set || 'waiting' in $set || 'host_id' in $set) $set.member_ids = memberIds(after);
  const gone = changed.filter((field) => after[field] === undefined);
  const $unset = Object.fromEntries(gone.map((field) => [field, 1]));
  return {
    filter: { _id: after._id, event_version: before.event_version },
    update: { $set, ...(gone.length > 0 && { $unset }) },
  };
}

function filterOf({ status, from, to, member_id, meeting_id }: GameFilter): QueryFilter<Game> {
  return {
    ...(status && { status }),
    ...(member_id && { member_ids: member_id }),
    ...(meeting_id && { meeting_id }),
    ...dates(from, to),
  } as QueryFilter<Game>;
}

function dates(from?: Date, to?: Date): object {
  if (to) return { game_date: where.between(from ?? new Date(0), to) };
  return from ? { game_date: where.gte(from) } : {};
}
