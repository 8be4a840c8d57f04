import type { CaseStatus, Decision, DecisionMade, ReportCase } from './report-case.schema';
import { ReportErrors } from './reports.errors';

/** Reports are kept so long after they were decided, and cases of which nothing came. */
export const DECIDED_KEPT_MS = 365 * 24 * 3_600_000;

const AFTER: Record<Decision, CaseStatus> = { hide: 'hidden', dismiss: 'dismissed', restore: 'restored' };

/**
 * Hiding and dismissing answer what is open, restoring takes a hiding back: of two decisions at once one comes too late.
 * @returns the status that follows
 * @throws REPORT_ABOUT_ONESELF, REPORT_ALREADY_DECIDED, REPORT_NOTHING_TO_RESTORE, REPORT_MEMBER_NOT_HIDEABLE
 */
export function statusAfter(
  known: Pick<ReportCase, 'status' | 'target_type' | 'target_id' | 'evidence'>,
  decision: Decision,
  deciderId: string,
): CaseStatus {
  const isTheMember = known.target_type === 'member' && known.target_id === deciderId;
  if (isTheMember || known.evidence.author_id === deciderId) throw ReportErrors.REPORT_ABOUT_ONESELF();
  if (decision === 'restore') {
    if (known.status !== 'hidden') throw ReportErrors.REPORT_NOTHING_TO_RESTORE();
  } else if (known.status !== 'open') throw ReportErrors.REPORT_ALREADY_DECIDED();
  if (decision === 'hide' && known.target_type === 'member') throw ReportErrors.REPORT_MEMBER_NOT_HIDEABLE();
  return AFTER[decision];
}

/** Whether a case may be forgotten: of what was ever hidden it goes on counting the decisions. */
export const cameToNothing = (status: CaseStatus, decisions: readonly Pick<DecisionMade, 'decision'>[]): boolean =>
  status === 'dismissed' && !decisions.some(({ decision }) => decision === 'hide');

/** What those who reported it are told. */
export const OUTCOMES = {
  hide: { outcome_ko: '해당 내용을 숨겼습니다.', outcome_en: 'What you reported has been hidden.' },
  dismiss: { outcome_ko: '검토를 마치고 종결했습니다.', outcome_en: 'It was reviewed and closed.' },
} as const;
