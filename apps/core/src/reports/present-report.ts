import type { MessageContext, ReportedMessage } from '@dongbaejul/contracts';
import type { Authored } from '../members/author';
import type { AuthorDto } from '../members/dto/author.dto';
import type { ReportDto, SingleReportDto } from './dto/report-answers.dto';
import type { ReportCase } from './report-case.schema';
import type { Report, ReportReason } from './report.schema';

const EXCERPT = 300;

type Named = (row: Authored) => AuthorDto;

export const someone = (id: string): Authored => ({ author_id: id, author_name: '' });

/** Everybody whom a case names. */
export const peopleOf = ({ evidence, decisions }: ReportCase): Authored[] => [
  evidence,
  ...decisions.map(({ by }) => someone(by)),
];

const senderOf = ({ sender }: ReportedMessage): Authored => ({ author_id: sender.id, author_name: sender.name });

const messagesOf = ({ before, message, after }: MessageContext): ReportedMessage[] => [...before, message, ...after];

/** Everybody who speaks in a reported conversation. */
export const speakersOf = ({ evidence: { context } }: ReportCase): Authored[] =>
  context ? messagesOf(context).map(senderOf) : [];

/** The conversation with the names of today. */
export function contextDto({ evidence: { context } }: ReportCase, nameOf: Named): MessageContext | null {
  if (!context) return null;
  const named = (one: ReportedMessage): ReportedMessage => ({
    ...one,
    sender: { id: one.sender.id, name: nameOf(senderOf(one)).display_name },
  });
  const { room_id, message, before, after } = context;
  return { room_id, message: named(message), before: before.map(named), after: after.map(named) };
}

/** @param isWhole false: lists show the beginning of a long text */
export function reportDto(row: ReportCase, nameOf: Named, isWhole: boolean): ReportDto {
  const { title, content, post_id } = row.evidence;
  return {
    id: String(row._id),
    target_type: row.target_type,
    target_id: row.target_id,
    status: row.status,
    target: {
      author: nameOf(row.evidence),
      title,
      content: isWhole ? content : content.slice(0, EXCERPT).toWellFormed(),
      post_id,
    },
    report_count: row.report_count,
    reasons: row.reasons as ReportReason[],
    decisions: row.decisions.map(({ decision, reason, by, at }) => ({
      decision,
      reason,
      decided_by: nameOf(someone(by)),
      decided_at: at.toISOString(),
    })),
    version: row.version,
    created_at: row.opened_at.toISOString(),
    updated_at: row.changed_at.toISOString(),
  };
}

export const singleReportDto = (row: Report, nameOf: Named): SingleReportDto => ({
  reporter: nameOf(someone(row.reporter_id)),
  reason: row.reason,
  text: row.text,
  created_at: row.created_at.toISOString(),
});
