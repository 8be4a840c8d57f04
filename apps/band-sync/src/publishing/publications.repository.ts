import type { BandDraftKind, ErrorShape } from '@dongbaejul/contracts';
import { isDuplicateKey, type ListQuery, type Page, paginate, where } from '@dongbaejul/persistence';
import { currentTraceId } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { BandSyncConfig } from '../config';
import { mostUnseen } from './publish-rules';
import { ASKED, NOT_SEEN, OPEN, Publication, type PublicationState, TAKEN_UP } from './publication.schema';

export interface NewPublication {
  kind: BandDraftKind;
  objectId: string;
  text: string;
  push: boolean;
  requestedBy: string | null;
}

type NotSeen = { state: PublicationState | ReturnType<typeof where.in<PublicationState>>; in_doubt?: boolean };

type States = readonly PublicationState[];

/** In one of these states, or posted again and in one of those. */
const inOrAgain = (states: States, again: States): { $or: NotSeen[] } =>
  where.or<NotSeen>({ state: where.in(states) }, { state: where.in(again), in_doubt: true });

const liveOf = (kind: BandDraftKind, objectId: string): string => `${kind}:${objectId}`;

/** Proof of whose turn it is. */
export type Held = Pick<Publication, '_id' | 'fence'>;

/** What is published. */
export type Subject = Pick<Publication, '_id' | 'kind' | 'object_id'>;

export type Decided = { state: 'queued' | 'left'; key?: undefined } | { state: 'published'; key: string };

export const isTwice = (error: unknown): boolean => isDuplicateKey(error, 'one_live_publication');

/** The post at BAND belongs to another publication. */
export const isAnothers = (error: unknown): boolean => isDuplicateKey(error, 'one_publication_of_a_post');

const lookAgain = ({ live }: Publication): object => ({
  $set: {
    ...{ state: live === undefined ? 'left' : 'posting', band_post_key: null, published_at: null },
    ...{ next_at: new Date(), waits: 0 },
  },
  $unset: { post_keys: '' },
});

@Injectable()
export class PublicationsRepository {
  constructor(
    @InjectModel(Publication.name) private readonly model: Model<Publication>,
    private readonly config: BandSyncConfig,
  ) {}

  /** @throws a duplicate key (isTwice) when the thing is published or on its way */
  async create(session: ClientSession, { kind, objectId, text, push, requestedBy }: NewPublication): Promise<string> {
    const now = new Date();
    const row = {
      _id: new Types.ObjectId(),
      ...{ kind, object_id: objectId, live: liveOf(kind, objectId), text, push, state: 'queued' as const },
      ...{ next_at: now, requested_by: requestedBy, trace_id: currentTraceId(), created_at: now },
    };
    await this.model.create([row], { session });
    return row._id.toHexString();
  }

  find(id: string): Promise<Publication | null> {
    return this.model.findById(new Types.ObjectId(id)).lean<Publication>().exec();
  }

  list(query: ListQuery): Promise<Page<Publication>> {
    return paginate<Publication>(this.model, { query, filter: {}, sort: { created_at: -1, _id: -1 } });
  }

  /** Takes the one that is due longest. */
  async claim(now: number): Promise<Publication | null> {
    return this.model
      .findOneAndUpdate(
        { state: where.in(TAKEN_UP), next_at: where.lte(new Date(now)) },
        { $set: { next_at: this.heldUntil(now) }, $inc: { fence: 1 } },
        { sort: { next_at: 1 }, returnDocument: 'after' },
      )
      .lean<Publication>();
  }

  /** When the next one is due, if any is. */
  async nextDue(): Promise<Date | undefined> {
    const next = await this.model
      .findOne({ state: where.in(TAKEN_UP), next_at: where.gt(new Date(0)) }, { next_at: 1 })
      .sort({ next_at: 1 })
      .lean<Publication>();
    return next?.next_at;
  }

  /** Notes that BAND is about to be asked. @returns false when another process has it by now */
  async ask(held: Held, now: Date): Promise<boolean> {
    const pipeline = [
      {
        $set: {
          state: 'posting',
          attempts: { $add: ['$attempts', 1] },
          first_asked_at: { $ifNull: ['$first_asked_at', now] },
          asked_at: now,
          waits: 0,
          next_at: this.heldUntil(now.getTime()),
          error: null,
        },
      },
    ];
    const { _id, fence } = held;
    const { modifiedCount } = await this.model.collection.updateOne(
      { _id, fence, state: { $in: [...OPEN] } },
      pipeline,
    );
    return modifiedCount === 1;
  }

  /** Puts it aside until `at`, in the state it is in or back to the queue. */
  async postpone({ _id, fence }: Held, at: Date, error: ErrorShape | null, queued = false): Promise<void> {
    const change = { $set: { next_at: at, error, ...(queued && { state: 'queued' }) }, $inc: { waits: 1 } };
    await this.model.updateOne({ _id, fence, state: where.in(TAKEN_UP) }, change);
  }

  /** Gives it up as it is; from `at` on any process may take it. */
  async release({ _id, fence }: Held, at: Date): Promise<void> {
    await this.model.updateOne({ _id, fence, state: where.in(TAKEN_UP) }, { $set: { next_at: at } });
  }

  /** @param lookAt when to look for what BAND may have written of an earlier asking; none when it wrote nothing */
  async fail(session: ClientSession, { _id, fence }: Held, error: ErrorShape, lookAt?: Date): Promise<boolean> {
    const change = {
      $set: { state: 'failed', error, ...(lookAt && { next_at: lookAt, waits: 1 }) },
      $unset: { live: '', ...(!lookAt && { next_at: '' }) },
    };
    const { modifiedCount } = await this.model.updateOne({ _id, fence, state: where.in(OPEN) }, change, { session });
    return modifiedCount === 1;
  }

  /** One that failed is not looked for any longer; a sync that sees it still knows it. */
  async restFailed({ _id, fence }: Held): Promise<void> {
    await this.model.updateOne({ _id, fence, state: 'failed' }, { $unset: { next_at: '' } });
  }

  /** BAND may have it or not, and nobody here will find out. @returns whether it was news */
  async giveUpLooking(session: ClientSession, { _id, fence }: Held, error: ErrorShape): Promise<boolean> {
    const change = { $set: { state: 'unknown', error } };
    const { modifiedCount } = await this.model.updateOne({ _id, fence, state: 'posting' }, change, { session });
    return modifiedCount === 1;
  }

  /**
   * What staff decided of one that is `unknown`. @returns false when it is not, or not any more
   * @throws a duplicate key (isAnothers)
   */
  async decide(session: ClientSession, id: Types.ObjectId, to: Decided): Promise<boolean> {
    const now = new Date();
    const set = {
      queued: { $set: { state: 'queued', next_at: now, error: null, waits: 0, in_doubt: true } },
      published: {
        $set: { state: 'published', band_post_key: to.key, published_at: now, error: null },
        $addToSet: { post_keys: to.key },
      },
      left: { $set: { state: 'left' }, $unset: { live: '' } },
    }[to.state];
    const { modifiedCount } = await this.model.updateOne({ _id: id, state: 'unknown' }, set, { session });
    return modifiedCount === 1;
  }

  /**
   * Whoever learns the key first, by BAND's answer or by seeing the post, notes it. @returns whether it was news
   * @throws a duplicate key (isAnothers)
   */
  async published(session: ClientSession, publication: Subject, key: string): Promise<boolean> {
    const { _id, kind, object_id: objectId } = publication;
    const set = { state: 'published', band_post_key: key, published_at: new Date(), error: null };
    const filter = { _id, ...inOrAgain(NOT_SEEN, ['failed']) };
    const live = liveOf(kind, objectId);
    // One that was left or failed gave it up; meanwhile the thing may have been published anew.
    const isTaken = await this.model.exists({ live, _id: where.ne(_id) }).session(session);
    const change = { $set: { ...set, ...(!isTaken && { live }) }, $addToSet: { post_keys: key } };
    const { modifiedCount } = await this.model.updateOne(filter, change, { session });
    return modifiedCount === 1;
  }

  /**
   * Notes a further post of one that is published: staff had it posted again, and what BAND was asked before turned up.
   * @returns whether it was news @throws a duplicate key (isAnothers)
   */
  async publishedToo(session: ClientSession, { _id }: Subject, key: string): Promise<boolean> {
    const fewer = { $lt: [{ $size: { $ifNull: ['$post_keys', []] } }, '$attempts'] };
    const filter = { _id, state: 'published', in_doubt: true, $expr: fewer };
    const { modifiedCount } = await this.model.collection.updateOne(
      filter,
      { $addToSet: { post_keys: key } },
      { session },
    );
    return modifiedCount === 1;
  }

  /** BAND itself said that this post is the publication's: what was taken for it before, by its words, was another's. */
  async publishedAs(session: ClientSession, { _id }: Subject, key: string): Promise<boolean> {
    const filter = { _id, state: 'published', in_doubt: where.ne(true) } as const;
    const change = { $set: { band_post_key: key, post_keys: [key] } };
    const { modifiedCount } = await this.model.updateOne(filter, change, { session });
    return modifiedCount === 1;
  }

  /**
   * Takes a post from the publication that was taken for it by its words; one that has no other is looked for again.
   * @returns that publication, if there was one
   */
  async takeBack(session: ClientSession, key: string, { _id }: Subject): Promise<Publication | null> {
    const other = await this.model
      .findOne({ post_keys: key, _id: where.ne(_id) })
      .session(session)
      .lean<Publication>();
    if (!other) return null;
    const post_keys = other.post_keys?.filter((one) => one !== key) ?? [];
    const change = post_keys[0] === undefined ? lookAgain(other) : { $set: { band_post_key: post_keys[0], post_keys } };
    await this.model.updateOne({ _id: other._id }, change, { session });
    return other;
  }

  /** Those of these keys at BAND that we wrote. */
  async ownAmong(keys: readonly string[]): Promise<Set<string>> {
    if (keys.length === 0) return new Set();
    // A process of an earlier release notes the one key alone.
    const either = where.or<object>({ post_keys: where.in(keys) }, { band_post_key: where.in(keys) });
    const rows = await this.model.find(either, { band_post_key: 1, post_keys: 1 }).lean<Publication[]>();
    return new Set(rows.flatMap(({ band_post_key, post_keys = [] }) => [...post_keys, band_post_key ?? []].flat()));
  }

  /** Those of which BAND may have a post that we do not know yet; the published, posted again, last. */
  async asked(): Promise<Publication[]> {
    const rows = await this.model.find(inOrAgain(ASKED, ['failed', 'published'])).lean<Publication[]>();
    const isPublished = ({ state }: Publication): number => Number(state === 'published');
    return rows.filter((row) => mostUnseen(row) > 0).sort((a, b) => isPublished(a) - isPublished(b));
  }

  private heldUntil(now: number): Date {
    return new Date(now + this.config.PUBLISH_HOLD_MS);
  }
}
