import { REPORT_TARGETS, ReportTarget } from '@dongbaejul/contracts';
import { ListQuery } from '@dongbaejul/persistence';
import { IsId, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CASE_STATUSES, CaseStatus, Decision, DECISIONS } from '../report-case.schema';
import { REPORT_REASONS, ReportReason } from '../report.schema';

export class ReportPath {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  id: string;
}

export const LISTED_STATUSES = [...CASE_STATUSES, 'all'] as const;

export class ListReportsQuery extends ListQuery {
  @ApiPropertyOptional({
    enum: LISTED_STATUSES,
    default: 'open',
    description: 'open: the longest waiting first; others: the last changed first',
  })
  @IsOptional()
  @IsIn(LISTED_STATUSES)
  status?: CaseStatus | 'all';

  @ApiPropertyOptional({ enum: REPORT_TARGETS })
  @IsOptional()
  @IsIn(REPORT_TARGETS)
  target_type?: ReportTarget;

  @ApiPropertyOptional({ enum: REPORT_REASONS, description: 'Somebody gave this reason' })
  @IsOptional()
  @IsIn(REPORT_REASONS)
  reason?: ReportReason;
}

export class DecideReportDto {
  @ApiProperty({
    enum: DECISIONS,
    description: 'hide and dismiss answer what is open; restore shows again what is hidden',
  })
  @IsIn(DECISIONS)
  decision: Decision;

  @Text({ max: 500, api: { description: 'Audited; its author is told it when something is hidden or shown again' } })
  reason: string;
}
