import { MongoConnection, Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, QueryFilter } from 'mongoose';
import { LOG_ENTRIES_COLLECTION, LOG_ENTRY_MODEL, LogEntry } from './log-entry.schema';
import { atLeast } from './log-line';
import type { LogsQuery } from './logs.dto';

const DUPLICATE = 11_000;
const LATEST_FIRST = { at: -1, _id: -1 } as const;

@Injectable()
export class LogsRepository {
  constructor(
    @InjectModel(LOG_ENTRY_MODEL) private readonly model: Model<LogEntry>,
    private readonly mongo: MongoConnection,
  ) {}

  /** Lines that are there already stay as they are. They are no record of anything: one copy of the write is enough. */
  async keep(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    try {
      await this.mongo.db
        .collection<LogEntry>(LOG_ENTRIES_COLLECTION)
        .insertMany([...entries], { ordered: false, writeConcern: { w: 1 } });
    } catch (error) {
      const { writeErrors } = error as { writeErrors?: { code: number }[] };
      if (!Array.isArray(writeErrors) || writeErrors.some(({ code }) => code !== DUPLICATE)) throw error;
    }
  }

  page(query: LogsQuery): Promise<Page<LogEntry>> {
    return paginate(this.model, { query, filter: filterOf(query), sort: LATEST_FIRST });
  }
}

function filterOf({ trace_id, user_id, service, level, from, to }: LogsQuery): QueryFilter<LogEntry> {
  return {
    ...(trace_id && { trace_id }),
    ...(user_id && { user_id }),
    ...(service && { service }),
    ...(level && { level: where.in(atLeast(level)) }),
    ...written(from, to),
  } as QueryFilter<LogEntry>;
}

function written(from?: string, to?: string): object {
  if (from === undefined && to === undefined) return {};
  const since = new Date(from ?? 0);
  return { at: to === undefined ? where.gte(since) : where.between(since, new Date(to)) };
}
