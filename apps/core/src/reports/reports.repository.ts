import type { ReportTarget } from '@dongbaejul/contracts';
import { ListQuery, Page, paginate, SortOrder, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { DecisionMade, ReportCase } from './report-case.schema';
import { Report } from './report.schema';

export type CaseFilter = Partial<Pick<ReportCase, 'status' | 'target_type'> & { reasons: string }>;

const KEPT_DECISIONS = 20;

@Injectable()
export class ReportsRepository {
  constructor(
    @InjectModel(ReportCase.name) private readonly cases: Model<ReportCase>,
    @InjectModel(Report.name) private readonly reports: Model<Report>,
  ) {}

  page(filter: CaseFilter, query: ListQuery): Promise<Page<ReportCase>> {
    // The longest waiting first.
    const sort: SortOrder = filter.status === 'open' ? { opened_at: 1, _id: 1 } : { changed_at: -1, _id: -1 };
    const hint: SortOrder = filter.status ? { status: 1, ...sort } : sort;
    return paginate<ReportCase>(this.cases, { query, filter: filter as QueryFilter<ReportCase>, sort, hint });
  }

  async find(id: string, session?: ClientSession): Promise<ReportCase | null> {
    return this.cases
      .findOne({ _id: new Types.ObjectId(id) })
      .session(session ?? null)
      .lean<ReportCase>();
  }

  async findByTarget(session: ClientSession, type: ReportTarget, id: string): Promise<ReportCase | null> {
    return this.cases.findOne({ target_type: type, target_id: id }).session(session).lean<ReportCase>();
  }

  async insert(session: ClientSession, newCase: ReportCase): Promise<void> {
    await this.cases.create([newCase], { session });
  }

  /** Only what was last seen is changed. @returns whether it was still so */
  async change(
    session: ClientSession,
    known: ReportCase,
    fields: Partial<ReportCase>,
    decision?: DecisionMade,
  ): Promise<boolean> {
    const { modifiedCount } = await this.cases.updateOne(
      { _id: known._id, version: known.version, report_count: known.report_count },
      {
        $set: fields,
        ...(!fields.expires_at && { $unset: { expires_at: 1 } }),
        ...(decision && { $push: { decisions: { $each: [decision], $slice: -KEPT_DECISIONS } } }),
      },
      { session },
    );
    return modifiedCount === 1;
  }

  async addReport(session: ClientSession, report: Omit<Report, '_id'>): Promise<void> {
    await this.reports.create([report], { session });
  }

  async hasOpenReport(session: ClientSession, caseId: Types.ObjectId, reporterId: string): Promise<boolean> {
    const open = { case_id: caseId, reporter_id: reporterId, is_open: true as const };
    return (await this.reports.exists(open).session(session)) !== null;
  }

  /** The newest reports of a case. */
  async reportsOf(caseId: Types.ObjectId, limit: number): Promise<Report[]> {
    return this.reports.find({ case_id: caseId }).sort({ created_at: -1, _id: -1 }).limit(limit).lean<Report[]>();
  }

  /**
   * Ends the open reports of a case, and lets go in time of those that ended otherwise (giveTo).
   * @returns who made the open ones
   */
  async close(session: ClientSession, caseId: Types.ObjectId, expiresAt: Date): Promise<string[]> {
    const open = { case_id: caseId, is_open: true as const };
    const rows = await this.reports.find(open, { reporter_id: 1 }).session(session).lean<Report[]>();
    const kept = { case_id: caseId, expires_at: where.exists(false) } as QueryFilter<Report>;
    await this.reports.updateMany(kept, { $set: { expires_at: expiresAt }, $unset: { is_open: 1 } }, { session });
    return rows.map((row) => row.reporter_id);
  }

  /** A decided report concerns nobody but who made it. */
  async forgetDecided(session: ClientSession, reporterId: string): Promise<void> {
    await this.reports.deleteMany({ reporter_id: reporterId, is_open: where.ne(true as const) }, { session });
  }

  /** What both reported is reported once: the other one's report stays, and is closed. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    const open = (reporter_id: string): Promise<Report[]> =>
      this.reports.find({ reporter_id, is_open: true }, { case_id: 1 }).session(session).lean<Report[]>();
    const theirs = (await open(into)).map((row) => row.case_id);
    const twice = { reporter_id: from, case_id: where.in(theirs) };
    await this.reports.updateMany(twice, { $unset: { is_open: 1 } }, { session });
    await this.reports.updateMany({ reporter_id: from }, { $set: { reporter_id: into } }, { session });
    const about = { 'evidence.author_id': from };
    await this.cases.updateMany(about, { $set: { 'evidence.author_id': into } }, { session });
  }
}
