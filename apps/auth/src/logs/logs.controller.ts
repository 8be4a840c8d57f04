import { Requires } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { LogsDto, LogsQuery } from './logs.dto';
import { LogsService } from './logs.service';

@ApiTags('admin')
@Controller('admin/logs')
export class LogsController {
  constructor(private readonly logs: LogsService) {}

  @Get()
  @Requires('logs:read')
  @ApiOperation({ summary: 'What all services logged in the last 30 days, the latest first' })
  @ApiAnswer(LogsDto, { errors: [401, 403] })
  list(@Query() query: LogsQuery): Promise<LogsDto> {
    return this.logs.list(query);
  }
}
