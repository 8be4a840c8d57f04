import type { AuditActor } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MembersService } from '../members/members.service';
import type { Roster } from '../roster-file/read-roster';
import { KnownPeople } from './match-names';
import { type ImportPlan, planImport } from './plan-import';
import { ImportSummary, summaryOf } from './import-summary';
import { RosterBook } from './roster-book';
import { RosterRepository } from './roster.repository';

const ROSTER = 'roster';
/** The gateway waits 15 s for the route. */
const DEADLINE_MS = 12_000;

/** Takes a roster in, or shows what taking it in would do. */
@Injectable()
export class ImportRoster {
  private readonly logger = new Logger(ImportRoster.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RosterRepository,
    private readonly book: RosterBook,
    private readonly members: MembersService,
    private readonly audit: AuditTrail,
  ) {}

  async preview(roster: Roster): Promise<ImportSummary> {
    return summaryOf(roster, await this.plan(null, roster), true);
  }

  /** All of it or nothing: entries, what members' service is told, and the audit. */
  async run(roster: Roster, actor: AuditActor): Promise<ImportSummary> {
    const summary = await this.transactions.run((session) => this.import(session, roster, actor), {
      aggregate: ROSTER,
      deadlineMs: DEADLINE_MS,
    });
    const { rows, counts } = summary;
    this.logger.log({ msg: 'a roster was imported', rows, ...counts, errors: roster.errors.length });
    return summary;
  }

  private async import(session: ClientSession, roster: Roster, actor: AuditActor): Promise<ImportSummary> {
    await this.repository.takeTurn(session);
    const plan = await this.plan(session, roster);
    const summary = summaryOf(roster, plan, false);
    const written = plan.rows.filter(({ isWritten }) => isWritten);
    const news = new Set(written.filter(({ isNews }) => isNews).map(({ after }) => after));
    await this.book.write(
      session,
      written.map(({ after }) => after),
      news,
    );
    const after = { rows: summary.rows, ...summary.counts, errors: roster.errors.length };
    const what = { action: 'roster.imported', object_type: ROSTER, object_id: ROSTER, before: null, after };
    await this.audit.record(session, { ...actor, ...what, reason: null });
    return summary;
  }

  private async plan(session: ClientSession | null, roster: Roster): Promise<ImportPlan> {
    const entries = await this.repository.all(session);
    const people = new KnownPeople(await this.members.known(session));
    return planImport(roster.rows, { entries, people, digest: (phone) => this.book.digest(phone), now: new Date() });
  }
}
