import { REPORT_TARGETS, ReportTarget } from '@dongbaejul/contracts';
import { IsId, Text } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { REPORT_REASONS, ReportReason } from '../report.schema';

export class FileReportDto {
  @ApiProperty({ enum: REPORT_TARGETS })
  @IsIn(REPORT_TARGETS)
  target_type: ReportTarget;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  target_id: string;

  @ApiProperty({ enum: REPORT_REASONS })
  @IsIn(REPORT_REASONS)
  reason: ReportReason;

  @Text({ min: 0, max: 1_000, optional: true, api: { description: 'What staff should know' } })
  text?: string;
}
