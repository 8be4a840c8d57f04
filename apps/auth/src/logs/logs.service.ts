import { Injectable } from '@nestjs/common';
import type { LogEntry } from './log-entry.schema';
import type { LogEntryDto, LogsDto, LogsQuery } from './logs.dto';
import { LogsRepository } from './logs.repository';

@Injectable()
export class LogsService {
  constructor(private readonly logs: LogsRepository) {}

  async list(query: LogsQuery): Promise<LogsDto> {
    const { items, ...rest } = await this.logs.page(query);
    return { logs: items.map(present), ...rest };
  }
}

const present = ({ _id, at, rest, level, service, version, trace_id, user_id, msg }: LogEntry): LogEntryDto => ({
  id: _id,
  timestamp: at.toISOString(),
  level,
  service,
  version,
  trace_id,
  user_id,
  msg,
  fields: JSON.parse(rest) as Record<string, unknown>,
});
