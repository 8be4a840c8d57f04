import { Injectable } from '@nestjs/common';
import type { Viewer } from '../common/hiding';
import { AuthorsService } from '../members/authors.service';
import type { ListReportsQuery } from './dto/admin-reports.dto';
import type { FileReportDto } from './dto/file-report.dto';
import type { OwnReportDto, ReportDetailAnswer, ReportsAnswer } from './dto/report-answers.dto';
import { FileReport } from './file-report';
import { contextDto, peopleOf, reportDto, singleReportDto, someone, speakersOf } from './present-report';
import { ReportErrors } from './reports.errors';
import { CaseFilter, ReportsRepository } from './reports.repository';

const SINGLE_REPORTS = 100;

@Injectable()
export class ReportsService {
  constructor(
    private readonly fileReport: FileReport,
    private readonly reports: ReportsRepository,
    private readonly authors: AuthorsService,
  ) {}

  async file(who: Viewer, wanted: FileReportDto): Promise<OwnReportDto> {
    const id = await this.fileReport.run(who, wanted);
    const { target_type, target_id, reason, text = '' } = wanted;
    return { id, target_type, target_id, reason, text, status: 'open', created_at: new Date().toISOString() };
  }

  async list(query: ListReportsQuery): Promise<ReportsAnswer> {
    const { items, ...rest } = await this.reports.page(filterOf(query), query);
    const nameOf = await this.authors.namesFor(items.flatMap(peopleOf));
    return { reports: items.map((row) => reportDto(row, nameOf, false)), ...rest };
  }

  /** All that staff need to decide. */
  async one(id: string): Promise<ReportDetailAnswer> {
    const row = await this.reports.find(id);
    if (!row) throw ReportErrors.REPORT_NOT_FOUND();
    const single = await this.reports.reportsOf(row._id, SINGLE_REPORTS);
    const people = [...peopleOf(row), ...speakersOf(row), ...single.map(({ reporter_id }) => someone(reporter_id))];
    const nameOf = await this.authors.namesFor(people);
    return {
      report: reportDto(row, nameOf, true),
      reported_by: single.map((report) => singleReportDto(report, nameOf)),
      context: contextDto(row, nameOf),
    };
  }
}

const filterOf = ({ status = 'open', target_type, reason }: ListReportsQuery): CaseFilter => ({
  ...(status !== 'all' && { status }),
  ...(target_type && { target_type }),
  ...(reason && { reasons: reason }),
});
