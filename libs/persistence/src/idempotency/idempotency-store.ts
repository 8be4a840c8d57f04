import { randomUUID } from 'node:crypto';
import { CommonErrors } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection, mongo } from 'mongoose';
import type { Migration } from '../migrations/migration';
import { ensureIndex } from '../migrations/ensure-index';
import { isDuplicateKey } from '../errors/mongo-errors';
import { canonicalJson, sha256 } from './canonical-json';
import type { IdempotencySlot } from './idempotency-slot';

/** Names one request of one caller. */
export interface IdempotencyKey {
  /** Account id; of a stranger, what sets one request of theirs apart. */
  user: string;
  /** Method and route pattern. */
  route: string;
  key: string;
  /** Keyed digest (RequestDigest) of what makes the request: parameters, query, body. */
  bodyHash: string;
}

export interface StoredAnswer {
  status: number;
  /** JSON of the body, before the envelope. */
  body: string;
  headers: Record<string, string>;
}

interface Row {
  _id: string;
  user: string;
  route: string;
  key: string;
  body_hash: string;
  state: 'running' | 'done';
  owner: string | null;
  lease_until: Date;
  created_at: Date;
  expires_at: Date;
  effect?: { value: unknown };
  answer?: StoredAnswer;
}

export type Reservation =
  | { kind: 'owned'; owner: string; effect?: { value: unknown } }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'other-body' }
  | { kind: 'in-use' };

const COLLECTION = 'idempotency_keys';
export const KEPT_MS = 24 * 60 * 60 * 1_000;
/** A process that stops renewing for this long counts as dead. */
export const LEASE_MS = 10_000;
const MAX_TIME_MS = 3_000;

export const persistenceMigrations: Migration[] = [
  {
    id: 'persistence-0001-idempotency-keys',
    up: async (db) => {
      await ensureIndex(db, COLLECTION, { expires_at: 1 }, { expireAfterSeconds: 0, serves: 'keys are kept 24 h' });
    },
  },
];

/** Rows of `Idempotency-Key`s. One per (user, route, key): its hash is the row's `_id`. */
@Injectable()
export class IdempotencyStore {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * Reserves the key for this process, or says what stands there. Decided in one atomic update by the server's clock.
   * A row whose owner died (lease over) or gave up is taken over, with the effect that it had committed.
   */
  async reserve(key: IdempotencyKey): Promise<Reservation> {
    const owner = randomUUID();
    const row = await this.takeIfFree(key, owner);
    if (row.body_hash !== key.bodyHash) return { kind: 'other-body' };
    if (row.state === 'done' && row.answer) return { kind: 'answered', answer: row.answer };
    if (row.owner === owner) return { kind: 'owned', owner, ...(row.effect && { effect: row.effect }) };
    return { kind: 'in-use' };
  }

  /** @returns whether the row is still this owner's */
  async renew(key: IdempotencyKey, owner: string): Promise<boolean> {
    const { matchedCount } = await this.rows.updateOne(
      { _id: idOf(key), owner },
      [{ $set: { lease_until: { $add: ['$$NOW', LEASE_MS] } } }],
      { maxTimeMS: MAX_TIME_MS },
    );
    return matchedCount === 1;
  }

  /** The slot that the request's first transaction fills. */
  slot(key: IdempotencyKey, owner: string, effect?: { value: unknown }): IdempotencySlot {
    return {
      kind: 'idempotency-slot',
      taken: false,
      ...(effect && { stored: effect }),
      store: (session, value) => this.storeEffect(key, owner, session, value),
    };
  }

  /** Keeps the answer for later requests with the same key. @throws when it holds a token */
  async answer(key: IdempotencyKey, owner: string, answer: StoredAnswer): Promise<void> {
    refuseTokens(answer.body);
    await this.rows.updateOne(
      { _id: idOf(key), owner },
      { $set: { state: 'done', answer, owner: null }, $unset: { effect: '' } },
      { maxTimeMS: MAX_TIME_MS },
    );
  }

  /** After a failure: forgets the key, unless an effect was committed; then the next try carries on from it. */
  async release(key: IdempotencyKey, owner: string): Promise<void> {
    const mine = { _id: idOf(key), owner };
    const { deletedCount } = await this.rows.deleteOne({ ...mine, effect: { $exists: false } });
    if (deletedCount === 0) await this.rows.updateOne(mine, { $set: { owner: null, lease_until: new Date(0) } });
  }

  private async storeEffect(key: IdempotencyKey, owner: string, session: ClientSession, value: unknown): Promise<void> {
    refuseTokens(JSON.stringify(value ?? null));
    const { matchedCount } = await this.rows.updateOne(
      { _id: idOf(key), owner },
      { $set: { effect: { value } } },
      { session, ignoreUndefined: true },
    );
    if (matchedCount === 0) throw CommonErrors.IDEMPOTENCY_KEY_IN_USE({ retry_after: 1 });
  }

  private async takeIfFree(key: IdempotencyKey, owner: string): Promise<Row> {
    const literal = (value: string): object => ({ $literal: value });
    const first = { $eq: [{ $type: '$state' }, 'missing'] };
    const abandoned = {
      $and: [
        { $eq: ['$state', 'running'] },
        { $lt: ['$lease_until', '$$NOW'] },
        { $eq: ['$body_hash', literal(key.bodyHash)] },
      ],
    };
    const free = { $or: [first, abandoned] };
    const update = [
      {
        $set: {
          user: literal(key.user),
          route: literal(key.route),
          key: literal(key.key),
          body_hash: { $ifNull: ['$body_hash', literal(key.bodyHash)] },
          state: { $ifNull: ['$state', 'running'] },
          owner: { $cond: [free, owner, '$owner'] },
          lease_until: { $cond: [free, { $add: ['$$NOW', LEASE_MS] }, '$lease_until'] },
          created_at: { $ifNull: ['$created_at', '$$NOW'] },
          expires_at: { $ifNull: ['$expires_at', { $add: ['$$NOW', KEPT_MS] }] },
        },
      },
    ];
    for (let attempt = 1; ; attempt += 1) {
      try {
        const row = await this.rows.findOneAndUpdate({ _id: idOf(key) }, update, {
          upsert: true,
          returnDocument: 'after',
          maxTimeMS: MAX_TIME_MS,
        });
        if (row) return row;
      } catch (error) {
        // Two first requests insert at once: the slower one then finds the row.
        if (!isDuplicateKey(error) || attempt >= 3) throw error;
      }
    }
  }

  private get rows(): mongo.Collection<Row> {
    // The native collection: no cast, no sanitising; every value here is a string or ours.
    return this.connection.getClient().db(this.connection.name).collection<Row>(COLLECTION);
  }
}

/** Fields of that name are never at rest in clear; inside a text the quotes would be escaped. */
const TOKEN_FIELD = /(?<!\\)"(access_token|refresh_token)":/;

function refuseTokens(json: string): void {
  if (TOKEN_FIELD.test(json)) throw new Error('An answer with tokens is not kept: its route must not be @Idempotent');
}

const idOf = (key: IdempotencyKey): string => sha256(canonicalJson([key.user, key.route, key.key]));
