import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { metrics } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import type { Viewer } from '../common/hiding';
import { MembersRepository } from '../members/members.repository';
import { Notifier } from '../notifications/notifier';
import type { FileReportDto } from './dto/file-report.dto';
import type { Evidence, ReportCase } from './report-case.schema';
import { ReportTargets } from './report-targets';
import { ReportErrors } from './reports.errors';
import { ReportsRepository } from './reports.repository';

const received = metrics.counter({
  name: 'reports_received_total',
  help: 'Reports by members, by what they are about',
  labelNames: ['target_type'],
});

/** A member reports something: the first report opens a case, staff are told of it, further ones add to it. */
@Injectable()
export class FileReport {
  constructor(
    private readonly transactions: Transactions,
    private readonly reports: ReportsRepository,
    private readonly targets: ReportTargets,
    private readonly members: MembersRepository,
    private readonly notifier: Notifier,
  ) {}

  /** @returns the case's id: plain, so that a retried request can get it again */
  async run(who: Viewer, wanted: FileReportDto): Promise<string> {
    const elsewhere = await this.targets.elsewhere(wanted.target_type, wanted.target_id, who);
    const attempt = (): Promise<string> =>
      this.transactions.run((session) => this.file(session, who, wanted, elsewhere), {
        aggregate: `report:${wanted.target_type}:${wanted.target_id}`,
      });
    const id = await attempt().catch((error: unknown) => {
      // Another process opened the case, or the same member's other request came first: now it is seen.
      if (isDuplicateKey(error)) return attempt();
      throw error;
    });
    received.inc({ target_type: wanted.target_type });
    return id;
  }

  private async file(
    session: ClientSession,
    who: Viewer,
    wanted: FileReportDto,
    elsewhere: Evidence | null,
  ): Promise<string> {
    const { target_type: type, target_id: targetId, reason, text = '' } = wanted;
    const evidence = elsewhere ?? (await this.targets.here(session, type, targetId, who));
    if (evidence.author_id === who.userId) throw ReportErrors.REPORT_ONESELF();
    const known = await this.reports.findByTarget(session, type, targetId);
    // Chat shows hidden messages to nobody; this is the one that was asked for just before.
    if (known?.status === 'hidden') throw ReportErrors.REPORT_TARGET_NOT_FOUND();
    const caseId = known?._id ?? new Types.ObjectId();
    if (known && (await this.reports.hasOpenReport(session, caseId, who.userId))) {
      throw ReportErrors.REPORT_ALREADY_MADE();
    }
    const now = new Date();
    if (known?.status === 'open') await this.add(session, known, reason, now);
    else await this.open(session, known, newCase(caseId, wanted, evidence, (known?.version ?? 0) + 1, now));
    const report = { case_id: caseId, reporter_id: who.userId, reason, text, is_open: true as const, created_at: now };
    await this.reports.addReport(session, report);
    return String(caseId);
  }

  private async add(session: ClientSession, known: ReportCase, reason: string, now: Date): Promise<void> {
    const reasons = [...new Set([...known.reasons, reason])];
    await this.reports.change(session, known, { report_count: known.report_count + 1, reasons, changed_at: now });
  }

  private async open(session: ClientSession, known: ReportCase | null, fresh: ReportCase): Promise<void> {
    const { _id, decisions: _none, ...fields } = fresh;
    if (known) await this.reports.change(session, known, fields);
    else await this.reports.insert(session, fresh);
    const staff = await this.members.activeStaff();
    await this.notifier.notifyLater(session, String(_id), [
      {
        member_ids: staff.filter((id) => id !== fresh.evidence.author_id),
        type: 'report.received',
        data: { report_id: String(_id), target_type: fresh.target_type, actor_id: null },
        dedupe_key: `report:${String(_id)}:${fresh.version}:received`,
      },
    ]);
  }
}

const newCase = (
  _id: Types.ObjectId,
  { target_type, target_id, reason }: FileReportDto,
  evidence: Evidence,
  version: number,
  now: Date,
): ReportCase => ({
  _id,
  target_type,
  target_id,
  status: 'open',
  evidence,
  report_count: 1,
  reasons: [reason],
  decisions: [],
  version,
  opened_at: now,
  changed_at: now,
});
