import type { Revocation, RevocationSnapshot } from '@dongbaejul/identity';
import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { Counter, COUNTER_MODEL, REVOCATION_MODEL, RevocationRow } from './revocation.schema';

const COUNTER_ID = 'revocations';

@Injectable()
export class RevocationsRepository {
  constructor(
    @InjectModel(REVOCATION_MODEL) private readonly rows: Model<RevocationRow>,
    @InjectModel(COUNTER_MODEL) private readonly counters: Model<Counter>,
  ) {}

  /** Counting in the same transaction as the row leaves no gap: what is rolled back was not counted. */
  async insert(session: ClientSession, entries: readonly Omit<Revocation, 'revision'>[]): Promise<Revocation[]> {
    if (entries.length === 0) return [];
    const counter = await this.counters
      .findOneAndUpdate(
        { _id: COUNTER_ID },
        { $inc: { value: entries.length } },
        { session, upsert: true, returnDocument: 'after' },
      )
      .lean<Counter>();
    const first = counter.value - entries.length + 1;
    const counted = entries.map((entry, i) => ({ revision: first + i, ...entry }));
    await this.rows.insertMany(counted.map(rowOf), { session });
    return counted;
  }

  async revision(): Promise<number> {
    const counter = await this.counters.findOne({ _id: COUNTER_ID }).lean<Counter>();
    return counter?.value ?? 0;
  }

  /** The revision is read first: an entry too many does no harm, a missing one would. */
  async since(revision: number): Promise<RevocationSnapshot> {
    const current = await this.revision();
    const rows = await this.rows
      .find({ _id: where.gt(revision) })
      .sort({ _id: 1 })
      .lean<RevocationRow[]>();
    return { revision: current, entries: rows.map(entryOf) };
  }
}

const rowOf = ({ revision, id, expires_at, ...rest }: Revocation): RevocationRow => ({
  _id: revision,
  subject: id,
  expiresAt: new Date(expires_at),
  ...rest,
});

const entryOf = ({ _id, kind, subject, before, effect, expiresAt }: RevocationRow): Revocation => ({
  revision: _id,
  kind,
  id: subject,
  ...(before !== undefined && { before }),
  ...(effect && { effect }),
  expires_at: expiresAt.getTime(),
});
