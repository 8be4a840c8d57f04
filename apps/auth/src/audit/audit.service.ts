import { Injectable } from '@nestjs/common';
import { AccountsRepository } from '../accounts/accounts.repository';
import { ChainCheck, Flaws, Head } from './audit-chain';
import { AuditRepository } from './audit.repository';
import type { AuditRow } from './audit.schema';
import type { AuditFilterQuery, AuditLogsDto, AuditQuery } from './dto/audit-logs.dto';
import { CSV_HEAD, csvOf, logOf, Names } from './present-audit';

/** Lines that are named and sent together. */
const BATCH = 200;
const WITNESS = /^(\d{1,15}):([0-9a-f]{64})$/;

export interface Verified {
  rows: number;
  head: Head;
  flaws: Flaws;
}

@Injectable()
export class AuditService {
  constructor(
    private readonly log: AuditRepository,
    private readonly accounts: AccountsRepository,
  ) {}

  async list(query: AuditQuery): Promise<AuditLogsDto> {
    const { items, ...rest } = await this.log.page(query);
    const names = await this.namesOf(items);
    return { audit_logs: items.map((row) => logOf(row, names)), ...rest };
  }

  /** The lines of the file, in pieces: a log of any length takes the memory of a batch. */
  async *csv(query: AuditFilterQuery): AsyncGenerator<string> {
    yield CSV_HEAD;
    let batch: AuditRow[] = [];
    for await (const row of this.log.all(query)) {
      batch.push(row);
      if (batch.length < BATCH) continue;
      yield await this.linesOf(batch);
      batch = [];
    }
    if (batch.length > 0) yield await this.linesOf(batch);
  }

  /** Checks every row against its own hash and against the row before it. The head is read first: the log may grow. */
  async verify(): Promise<Verified> {
    const head = await this.log.head();
    let latest = head;
    const check = new ChainCheck();
    for await (const row of this.log.inOrder()) {
      if (row._id > latest.seq) latest = await this.log.head();
      const cameMeanwhile = Number.isInteger(row._id) && row._id > head.seq && row._id <= latest.seq;
      if (!cameMeanwhile) check.take(row);
    }
    return { rows: check.rows, head, flaws: check.finish(head) };
  }

  /** @param witness `seq:hash` as it was noted once */
  async holds(witness: string): Promise<boolean> {
    const [, seq, hash] = WITNESS.exec(witness) ?? [];
    return hash !== undefined && (await this.log.hashAt(Number(seq))) === hash;
  }

  private async linesOf(rows: AuditRow[]): Promise<string> {
    const names = await this.namesOf(rows);
    return rows.map((row) => csvOf(logOf(row, names))).join('');
  }

  /** Of who did it and of members to whom it was done, at once; what else object_id may be is nobody's id. */
  private async namesOf(rows: readonly AuditRow[]): Promise<Names> {
    return this.accounts.namesOf(rows.flatMap(({ actor_id, object_id }) => [actor_id ?? [], object_id].flat()));
  }
}
