import { MessageContext, REPORT_TARGETS, ReportTarget } from '@dongbaejul/contracts';
import { PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AuthorDto } from '../../members/dto/author.dto';
import { CASE_STATUSES, CaseStatus, Decision, DECISIONS } from '../report-case.schema';
import { REPORT_REASONS, ReportReason } from '../report.schema';

class ReportBase {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  id: string;

  @ApiProperty({ enum: REPORT_TARGETS })
  target_type: ReportTarget;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  target_id: string;

  @ApiProperty({ enum: CASE_STATUSES })
  status: CaseStatus;
}

/** A report as who made it sees it. */
export class OwnReportDto extends ReportBase {
  @ApiProperty({ enum: REPORT_REASONS })
  reason: ReportReason;

  @ApiProperty({ type: String })
  text: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;
}

export class OwnReportAnswer {
  @ApiProperty({ type: OwnReportDto, description: 'Reports of one thing are one case and have its id' })
  report: OwnReportDto;
}

export class DecisionDto {
  @ApiProperty({ enum: DECISIONS })
  decision: Decision;

  @ApiProperty({ type: String })
  reason: string;

  @ApiProperty({ type: AuthorDto })
  decided_by: AuthorDto;

  @ApiProperty({ type: String, format: 'date-time' })
  decided_at: string;
}

export class ReportedDto {
  @ApiProperty({ type: AuthorDto, description: 'Who wrote it, or the member who was reported' })
  author: AuthorDto;

  @ApiProperty({ type: String, description: 'Of a post' })
  title: string;

  @ApiProperty({ type: String, description: 'As it was when it was reported; in lists its first 300 characters' })
  content: string;

  @ApiProperty({ type: String, nullable: true, description: 'The post, or the one that the comment belongs to' })
  post_id: string | null;
}

/** A case: all open reports of one thing. */
export class ReportDto extends ReportBase {
  @ApiProperty({ type: ReportedDto })
  target: ReportedDto;

  @ApiProperty({ type: Number, description: 'Since it was last opened' })
  report_count: number;

  @ApiProperty({ enum: REPORT_REASONS, isArray: true })
  reasons: ReportReason[];

  @ApiProperty({ type: [DecisionDto], description: 'The last 20, oldest first' })
  decisions: DecisionDto[];

  @ApiProperty({ type: Number })
  version: number;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time' })
  updated_at: string;
}

export class ReportsAnswer {
  @ApiProperty({ type: [ReportDto] })
  reports: ReportDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}

export class SingleReportDto {
  @ApiProperty({ type: AuthorDto })
  reporter: AuthorDto;

  @ApiProperty({ enum: REPORT_REASONS })
  reason: ReportReason;

  @ApiProperty({ type: String })
  text: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;
}

export class ReportDetailAnswer {
  @ApiProperty({ type: ReportDto })
  report: ReportDto;

  @ApiProperty({ type: [SingleReportDto], description: 'The newest 100, newest first' })
  reported_by: SingleReportDto[];

  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'Of a chat message: room_id, message, and the messages before and after it',
  })
  context: MessageContext | null;
}
