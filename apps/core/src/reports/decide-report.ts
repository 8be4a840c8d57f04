import { AuditActor, MOST_RECIPIENTS, NotificationRequest } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Notifier } from '../notifications/notifier';
import { cameToNothing, DECIDED_KEPT_MS, OUTCOMES, statusAfter } from './decision-rules';
import { ModerateTarget } from './moderate-target';
import type { Decision, DecisionMade, ReportCase } from './report-case.schema';
import { ReportErrors } from './reports.errors';
import { ReportsRepository } from './reports.repository';

const decided = metrics.counter({
  name: 'reports_decided_total',
  help: 'Decisions of staff on reports',
  labelNames: ['decision', 'target_type'],
});
const AUDITED: Record<Decision, string> = { hide: 'hidden', restore: 'restored', dismiss: 'report_dismissed' };

/** Staff decide on a case: the deed, its audit and what people are told are one transaction. */
@Injectable()
export class DecideReport {
  constructor(
    private readonly transactions: Transactions,
    private readonly reports: ReportsRepository,
    private readonly target: ModerateTarget,
    private readonly notifier: Notifier,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws what statusAfter throws, REPORT_NOT_FOUND, REPORT_TARGET_GONE */
  async run(id: string, actor: AuditActor, decision: Decision, reason: string): Promise<void> {
    const type = await this.transactions.run(
      async (session) => {
        const known = await this.reports.find(id, session);
        if (!known) throw ReportErrors.REPORT_NOT_FOUND();
        const made = { decision, reason, by: actor.actor_id ?? '', at: new Date() };
        await this.decide(session, known, made, actor);
        return known.target_type;
      },
      { aggregate: `report-case:${id}` },
    );
    decided.inc({ decision, target_type: type });
  }

  private async decide(session: ClientSession, known: ReportCase, made: DecisionMade, by: AuditActor): Promise<void> {
    const status = statusAfter(known, made.decision, made.by);
    const version = known.version + 1;
    const expiresAt = new Date(made.at.getTime() + DECIDED_KEPT_MS);
    const isForgotten = cameToNothing(status, known.decisions);
    const fields = { status, version, changed_at: made.at, ...(isForgotten && { expires_at: expiresAt }) };
    if (!(await this.reports.change(session, known, fields, made))) throw ReportErrors.REPORT_ALREADY_DECIDED();
    if (made.decision !== 'dismiss' && !(await this.target.run(session, known, made, version))) {
      throw ReportErrors.REPORT_TARGET_GONE();
    }
    const reporters = await this.reports.close(session, known._id, expiresAt);
    await this.audit(session, known, made, status, by);
    await this.notifier.notifyLater(session, String(known._id), [
      ...toAuthor(known, made, version),
      ...toReporters(known, made, version, reporters),
    ]);
  }

  private async audit(
    session: ClientSession,
    known: ReportCase,
    { decision, reason }: DecisionMade,
    status: ReportCase['status'],
    actor: AuditActor,
  ): Promise<void> {
    await this.trail.record(session, {
      ...actor,
      action: `${known.target_type}.${AUDITED[decision]}`,
      object_type: known.target_type,
      object_id: known.target_id,
      before: { status: known.status, report_count: known.report_count, reasons: known.reasons },
      after: { status, report_id: String(known._id) },
      reason,
    });
  }
}

function toAuthor(known: ReportCase, made: DecisionMade, version: number): NotificationRequest[] {
  const authorId = known.evidence.author_id;
  if (made.decision === 'dismiss' || authorId === null) return [];
  const { post_id: postId, context } = known.evidence;
  return [
    {
      member_ids: [authorId],
      type: made.decision === 'hide' ? 'content.hidden' : 'content.restored',
      data: {
        target_type: known.target_type,
        target_id: known.target_id,
        ...(postId !== null && { post_id: postId }),
        ...(context && { room_id: context.room_id }),
        reason: made.reason,
        actor_id: null,
      },
      dedupe_key: `report:${String(known._id)}:${version}:author`,
    },
  ];
}

function toReporters(
  known: ReportCase,
  { decision }: DecisionMade,
  version: number,
  reporters: readonly string[],
): NotificationRequest[] {
  if (decision === 'restore') return [];
  const request = {
    type: 'report.decided' as const,
    data: { target_type: known.target_type, target_id: known.target_id, actor_id: null, ...OUTCOMES[decision] },
    dedupe_key: `report:${String(known._id)}:${version}:decided`,
  };
  const chunks = Math.ceil(reporters.length / MOST_RECIPIENTS);
  return Array.from({ length: chunks }, (_, i) => ({
    ...request,
    member_ids: reporters.slice(i * MOST_RECIPIENTS, (i + 1) * MOST_RECIPIENTS),
  }));
}
