import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, CurrentUser, Identity, Members, Requires } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Body, Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DecideReport } from './decide-report';
import { DecideReportDto, ListReportsQuery, ReportPath } from './dto/admin-reports.dto';
import { FileReportDto } from './dto/file-report.dto';
import { OwnReportAnswer, ReportDetailAnswer, ReportsAnswer } from './dto/report-answers.dto';
import { ReportsService } from './reports.service';

@ApiTags('reports')
@Members()
@Controller()
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly decideReport: DecideReport,
  ) {}

  @Post('reports')
  @Idempotent()
  @ApiOperation({
    summary: 'Report a post, comment, message or member to staff',
    description: 'One open report per member and thing. Of a chat message staff see the 5 before and after it too',
  })
  @ApiAnswer(OwnReportAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 404, 409, 422, 503] })
  async file(@CurrentUser() who: Identity, @Body() body: FileReportDto): Promise<OwnReportAnswer> {
    return { report: await this.reports.file(who, body) };
  }

  @Get('admin/reports')
  @Requires('posts:moderate')
  @ApiOperation({ summary: 'What members reported, one entry for each thing' })
  @ApiAnswer(ReportsAnswer, { errors: [401, 403] })
  list(@Query() query: ListReportsQuery): Promise<ReportsAnswer> {
    return this.reports.list(query);
  }

  @Get('admin/reports/:id')
  @Requires('posts:moderate')
  @ApiOperation({ summary: 'A reported thing, who reported it and why, and what stood around it in a chat' })
  @ApiAnswer(ReportDetailAnswer, { errors: [401, 403, 404] })
  one(@Param() { id }: ReportPath): Promise<ReportDetailAnswer> {
    return this.reports.one(id);
  }

  @Post('admin/reports/:id/decide')
  @Requires('posts:moderate')
  @ApiOperation({
    summary: 'Hide what was reported, leave it, or show it again',
    description: 'Audited. Its author and those who reported it are told. Of two decisions at once one is 409',
  })
  @ApiAnswer(ReportDetailAnswer, { errors: [401, 403, 404, 409, 422] })
  async decide(
    @Actor() actor: AuditActor,
    @Param() { id }: ReportPath,
    @Body() { decision, reason }: DecideReportDto,
  ): Promise<ReportDetailAnswer> {
    await this.decideReport.run(id, actor, decision, reason);
    return this.reports.one(id);
  }
}
