import { Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter } from 'mongoose';
import type { Head } from './audit-chain';
import { AUDIT_HEAD_MODEL, AUDIT_MODEL, AuditHead, AuditRow } from './audit.schema';
import type { AuditFilterQuery, AuditQuery } from './dto/audit-logs.dto';

const HEAD_ID = 'audit';
const LATEST_FIRST = { occurred_at: -1, _id: -1 } as const;

/** There is no way here to change a row or to remove one. */
@Injectable()
export class AuditRepository {
  constructor(
    @InjectModel(AUDIT_MODEL) private readonly rows: Model<AuditRow>,
    @InjectModel(AUDIT_HEAD_MODEL) private readonly heads: Model<AuditHead>,
  ) {}

  async head(session?: ClientSession): Promise<Head> {
    const head = await this.heads
      .findById(HEAD_ID)
      .session(session ?? null)
      .lean<AuditHead>();
    if (!head) throw new Error('The audit log has no head: its migration has not run, or somebody removed it');
    return { seq: head.seq, hash: head.hash };
  }

  /** Two replicas that append at once collide on the head; the one that loses tries again after the other. */
  async append(session: ClientSession, rows: readonly AuditRow[]): Promise<void> {
    const last = rows.at(-1);
    if (!last) return;
    await this.heads.updateOne({ _id: HEAD_ID }, { $set: { seq: last._id, hash: last.hash } }, { session });
    await this.rows.insertMany(rows, { session });
  }

  async hashAt(seq: number): Promise<string | undefined> {
    return (await this.rows.findById(seq, { hash: 1 }).lean<AuditRow>())?.hash;
  }

  page(query: AuditQuery): Promise<Page<AuditRow>> {
    return paginate(this.rows, { query, filter: filterOf(query), sort: LATEST_FIRST });
  }

  /** All that fit, the latest first, a batch at a time. */
  all(query: AuditFilterQuery): AsyncIterable<AuditRow> {
    return this.rows.find(filterOf(query)).sort(LATEST_FIRST).lean<AuditRow>().cursor({ batchSize: 500 });
  }

  /** From the first row on, as the chain runs. */
  inOrder(): AsyncIterable<AuditRow> {
    return this.rows.find().sort({ _id: 1 }).lean<AuditRow>().cursor({ batchSize: 500 });
  }
}

function filterOf(query: AuditFilterQuery): QueryFilter<AuditRow> {
  const { actor_id, action, object_type, object_id, service, trace_id, from, to } = query;
  const plain = { actor_id, action, object_type, object_id, service, trace_id };
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const since = from === undefined ? undefined : new Date(from);
  const until = to === undefined ? undefined : new Date(to);
  return { ...given, ...within(since, until) } as QueryFilter<AuditRow>;
}

function within(since?: Date, until?: Date): object {
  if (since && until) return { occurred_at: where.between(since, until) };
  if (since) return { occurred_at: where.gte(since) };
  return until ? { occurred_at: where.lt(until) } : {};
}
