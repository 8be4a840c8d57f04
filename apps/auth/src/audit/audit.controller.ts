import { Readable } from 'node:stream';
import { Requires } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditService } from './audit.service';
import { AuditLogsDto, AuditQuery } from './dto/audit-logs.dto';

@ApiTags('admin')
@Controller('admin/audit-logs')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Requires('audit:read')
  @ApiOperation({ summary: 'Who did what, on what, and why; the latest first, as a list or as a CSV file' })
  @ApiAnswer(AuditLogsDto, { errors: [401, 403], files: ['text/csv'] })
  async list(@Query() query: AuditQuery): Promise<AuditLogsDto | StreamableFile> {
    if (query.format !== 'csv') return this.audit.list(query);
    const file = Readable.from(this.audit.csv(query), { objectMode: false });
    const disposition = `attachment; filename="audit-logs-${new Date().toISOString().slice(0, 10)}.csv"`;
    return new StreamableFile(file, { type: 'text/csv; charset=utf-8', disposition });
  }
}
