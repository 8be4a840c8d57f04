import { AuditTrail } from '@dongbaejul/messaging';
import { Injectable, Logger } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { AccessTokens } from '../keys/access-tokens';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import type { EndReason, Session } from './session.schema';
import { SessionsRepository } from './sessions.repository';

/** More sessions than anyone has; those beyond are ended by the next call. */
const MOST_AT_ONCE = 500;

/** Ends sessions and their families of refresh tokens; the edge knows within a second. Safe to repeat. */
@Injectable()
export class SessionEndings {
  private readonly logger = new Logger(SessionEndings.name);

  constructor(
    private readonly sessions: SessionsRepository,
    private readonly tokens: AccessTokens,
    private readonly revocations: RevocationsService,
    private readonly trail: AuditTrail,
  ) {}

  async end(sessionId: Types.ObjectId, reason: EndReason): Promise<void> {
    const before = await this.sessions.find(sessionId);
    const isOpen = before !== null && before.endedAt === null;
    const change = (tx: ClientSession, revoke: Revoke): Promise<boolean> => this.endOne(tx, revoke, sessionId, reason);
    const ended = isOpen
      ? await this.revocations.run(change)
      : await this.revocations.run(change, `session:${sessionId.toHexString()}`);
    if (ended) this.logger.log({ msg: 'a session ended', session_id: sessionId.toHexString(), reason });
  }

  /**
   * All sessions of an account, in a transaction of the caller's: together with the change that makes them wrong.
   * A session that is opened or refreshed meanwhile writes to what this reads, so none slips through.
   * @param except the one that stays
   * @returns how many were ended
   */
  async endAll(
    tx: ClientSession,
    revoke: Revoke,
    accountId: Types.ObjectId,
    reason: EndReason,
    except?: Types.ObjectId,
  ): Promise<number> {
    let ended = 0;
    for (const { _id } of await this.sessions.alive(accountId, MOST_AT_ONCE, tx)) {
      if (except?.equals(_id)) continue;
      if (await this.endOne(tx, revoke, _id, reason)) ended += 1;
    }
    return ended;
  }

  private async endOne(tx: ClientSession, revoke: Revoke, id: Types.ObjectId, reason: EndReason): Promise<boolean> {
    const session = await this.sessions.end(tx, id, reason, Date.now());
    if (!session) return false;
    if (reason === 'refresh_token_reused') await this.recordReuse(tx, session);
    await revoke({ kind: 'session', id: id.toHexString(), expires_at: this.lastTokenEnds(session) });
    return true;
  }

  /** Somebody has a copy of a token: whoever looks into it later finds when and where the session came from. */
  private async recordReuse(tx: ClientSession, { _id, accountId, address, device }: Session): Promise<void> {
    await this.trail.record(tx, {
      actor_id: null,
      actor_roles: [],
      client_address: null,
      action: 'session.refresh_token_reused',
      object_type: 'session',
      object_id: _id.toHexString(),
      before: { account_id: accountId.toHexString(), address, device },
      after: null,
      reason: null,
    });
  }

  private lastTokenEnds(session: Session): number {
    return Math.max(session.accessUntil.getTime(), Date.now() + this.tokens.lifetimeSeconds * 1000);
  }
}
