import type { Revocation } from '@dongbaejul/identity';
import { AuditTrail } from '@dongbaejul/messaging';
import { Injectable, Logger } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { AccessTokens } from '../keys/access-tokens';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import type { EndReason, Session } from './session.schema';
import { SessionsRepository, type SessionTimes } from './sessions.repository';

/** More devices than anyone has. With one more, the one that was used the longest ago is signed out. */
export const MOST_ALIVE = 100;
/** A token that expired this long ago by our clock has by every replica's. */
const CLOCKS_DIFFER_MS = 60_000;

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

  /** @param from the client's address, where the end is for the audit log */
  async end(sessionId: Types.ObjectId, reason: EndReason, from: string | null = null): Promise<void> {
    const before = await this.sessions.find(sessionId);
    const isOpen = before !== null && before.endedAt === null;
    const change = async (tx: ClientSession, revoke: Revoke): Promise<boolean> => {
      const session = await this.endOne(tx, revoke, sessionId, reason);
      if (session && reason === 'refresh_token_reused') await this.recordReuse(tx, session, from);
      return session !== null;
    };
    const ended = isOpen
      ? await this.revocations.run(change)
      : await this.revocations.run(change, `session:${sessionId.toHexString()}`);
    if (ended) this.logger.log({ msg: 'a session ended', session_id: sessionId.toHexString(), reason });
  }

  /**
   * All sessions of an account, in a transaction of the caller's: together with the change that makes them wrong.
   * A session that is opened or refreshed meanwhile writes to what this reads, so none slips through.
   * @param except the one that stays
   * However many they are, they cost a read and three writes.
   * @returns how many were ended
   */
  async endAll(
    tx: ClientSession,
    revoke: Revoke,
    accountId: Types.ObjectId,
    reason: EndReason,
    except?: Types.ObjectId,
  ): Promise<number> {
    const now = Date.now();
    const alive = await this.sessions.aliveTimes(tx, accountId, now);
    return this.endMany(tx, revoke, except ? alive.filter(({ _id }) => !except.equals(_id)) : alive, reason, now);
  }

  /** Makes room for another session, in the transaction that opens it. @returns how many had to end for it */
  async endBeyond(tx: ClientSession, revoke: Revoke, accountId: Types.ObjectId): Promise<number> {
    const now = Date.now();
    const beyond = await this.sessions.aliveTimes(tx, accountId, now, MOST_ALIVE - 1);
    return this.endMany(tx, revoke, beyond, 'too_many', now);
  }

  private async endMany(
    tx: ClientSession,
    revoke: Revoke,
    sessions: readonly SessionTimes[],
    reason: EndReason,
    now: number,
  ): Promise<number> {
    if (sessions.length === 0) return 0;
    const ids = sessions.map(({ _id }) => _id);
    const ended = await this.sessions.endMany(tx, ids, reason, now);
    // Of the others every access token has expired: the edge refuses those by itself.
    const felt = sessions.filter(({ accessUntil }) => accessUntil.getTime() > now - CLOCKS_DIFFER_MS);
    await revoke(...felt.map((session) => this.revocationOf(session)));
    return ended;
  }

  private async endOne(
    tx: ClientSession,
    revoke: Revoke,
    id: Types.ObjectId,
    reason: EndReason,
  ): Promise<Session | null> {
    const session = await this.sessions.end(tx, id, reason, Date.now());
    if (session) await revoke(this.revocationOf(session));
    return session;
  }

  /** Somebody has a copy of a token: whoever looks into it later finds where it came back, and whose session it was. */
  private async recordReuse(tx: ClientSession, session: Session, from: string | null): Promise<void> {
    const { _id, accountId, address, device } = session;
    await this.trail.record(tx, {
      actor_id: null,
      actor_roles: [],
      client_address: from,
      action: 'session.refresh_token_reused',
      object_type: 'session',
      object_id: _id.toHexString(),
      before: { account_id: accountId.toHexString(), address, device },
      after: null,
      reason: null,
    });
  }

  /** Kept until the last token of the session has expired. */
  private revocationOf({ _id, accessUntil }: SessionTimes): Omit<Revocation, 'revision'> {
    const expires_at = Math.max(accessUntil.getTime(), Date.now() + this.tokens.lifetimeSeconds * 1000);
    return { kind: 'session', id: _id.toHexString(), expires_at };
  }
}
