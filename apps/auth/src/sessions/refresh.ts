import { SecretBox, Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';
import { digestOf, judge, successorOf } from './refresh-token';
import { SessionEndings } from './session-endings';
import type { RefreshTokenRow } from './session.schema';
import { SessionErrors } from './sessions.errors';
import { SessionsRepository } from './sessions.repository';
import { Grant, IssuedTokens, SessionsService } from './sessions.service';

type Outcome = { kind: 'granted'; grant: Grant } | { kind: 'refused' } | { kind: 'reused'; sessionId: Types.ObjectId };

const REFUSED: Outcome = { kind: 'refused' };

/** Exchanges a refresh token for the next one. */
@Injectable()
export class Refresh {
  private readonly logger = new Logger(Refresh.name);
  /** The first makes successors; the others recognise those made before a key change. */
  private readonly keys: Buffer[];

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: SessionsRepository,
    private readonly sessions: SessionsService,
    private readonly endings: SessionEndings,
    box: SecretBox,
  ) {
    this.keys = box.derive('refresh-token-successor');
  }

  /**
   * @param from the client's address, for the audit log
   * @throws REFRESH_TOKEN_INVALID for an unknown, expired or ended one; REFRESH_TOKEN_REUSED for one that was used
   *   before (the whole family then ends); ACCOUNT_BLOCKED, ACCOUNT_CLOSED
   */
  async exchange(token: string, from: string): Promise<IssuedTokens> {
    const digest = digestOf(token);
    const outcome = await this.transactions.run((tx) => this.decide(tx, token, digest), {
      aggregate: `refresh:${digest}`,
    });
    if (outcome.kind === 'granted') return this.sessions.issue(outcome.grant);
    if (outcome.kind === 'refused') throw SessionErrors.REFRESH_TOKEN_INVALID();
    // A transaction of its own: the refusal below must not take the end of the family back.
    await this.endings.end(outcome.sessionId, 'refresh_token_reused', from);
    this.logger.warn({ msg: 'a used refresh token came back', session_id: outcome.sessionId.toHexString() });
    throw SessionErrors.REFRESH_TOKEN_REUSED();
  }

  private async decide(tx: ClientSession, token: string, digest: string): Promise<Outcome> {
    const now = Date.now();
    const row = await this.repository.findToken(digest, tx);
    if (!row || row.expiresAt.getTime() <= now) return REFUSED;
    const session = await this.repository.find(row.sessionId, tx);
    if (!session || session.endedAt) return REFUSED;
    const successor = row.successor === null ? null : await this.repository.findToken(row.successor, tx);
    const verdict = judge(row, successor, now);
    if (verdict === 'reused') return { kind: 'reused', sessionId: row.sessionId };
    const refreshToken = verdict === 'rotate' ? await this.rotate(tx, token, row, now) : this.repeat(token, row);
    if (!refreshToken) return REFUSED;
    const { account, issuedAt } = await this.sessions.admit(tx, session.accountId, now);
    await this.repository.touch(tx, session._id, this.sessions.timesOf(issuedAt));
    return {
      kind: 'granted',
      grant: { account, secondFactor: session.secondFactor ?? false, sessionId: session._id, refreshToken, issuedAt },
    };
  }

  private async rotate(tx: ClientSession, token: string, row: RefreshTokenRow, now: number): Promise<string> {
    const successor = successorOf(token, this.keys[0] as Buffer);
    const next = this.sessions.tokenRow(successor, row.sessionId, now);
    await this.repository.useToken(tx, row._id, next._id, now);
    await this.repository.insertToken(tx, next);
    return successor;
  }

  private repeat(token: string, row: RefreshTokenRow): string | undefined {
    return this.keys.map((key) => successorOf(token, key)).find((candidate) => digestOf(candidate) === row.successor);
  }
}
