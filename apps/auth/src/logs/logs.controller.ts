import { Requires } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { LogEntry } from './log-entry.schema';
import { LogEntryDto, LogsDto, LogsQuery } from './logs.dto';
import { LogsRepository } from './logs.repository';

@ApiTags('admin')
@Controller('admin/logs')
export class LogsController {
  constructor(private readonly logs: LogsRepository) {}

  @Get()
  @Requires('logs:read')
  @ApiOperation({ summary: 'What all services logged in the last 30 days, the latest first' })
  @ApiAnswer(LogsDto, { errors: [401, 403] })
  async list(@Query() query: LogsQuery): Promise<LogsDto> {
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
