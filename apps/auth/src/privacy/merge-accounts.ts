import type { AuditActor } from '@dongbaejul/contracts';
import { CommonErrors } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import type { AccountChange } from '../accounts/accounts.repository';
import { Admission } from '../accounts/admission';
import { AccountActs } from '../admin-users/account-acts';
import { assertMayActOn } from '../admin-users/role-rules';
import { MemberStatsRepository } from '../members/member-stats.repository';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import { HandOverSecondFactor } from '../second-factor/hand-over-second-factor';
import { CloseAccount } from './close-account';
import { takenOver, takesWayIn } from './merge-rules';
import { MergeErrors } from './merge.errors';

/** Two accounts that are one person's. */
export interface Union {
  into: Account;
  from: Account;
  actor: AuditActor;
  reason: string | null;
  also?: AccountChange;
}

/** Makes one member of two accounts of the same person. */
@Injectable()
export class MergeAccounts {
  constructor(
    private readonly revocations: RevocationsService,
    private readonly admission: Admission,
    private readonly acts: AccountActs,
    private readonly closing: CloseAccount,
    private readonly stats: MemberStatsRepository,
    private readonly secondFactor: HandOverSecondFactor,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param intoId stays, and can sign in by what either could
   * @param fromId is closed; what it wrote is the other's from now on, in every service
   * @throws MEMBER_NOT_FOUND, MERGE_SAME_ACCOUNT, MERGE_TWO_BAND_PEOPLE, NOT_ON_YOURSELF, SUPERADMIN_REQUIRED
   */
  merge(actor: AuditActor, intoId: string, fromId: string, reason: string): Promise<Account> {
    if (intoId === fromId) throw MergeErrors.MERGE_SAME_ACCOUNT();
    return this.revocations.run(async (session, revoke) => {
      const [into, from] = [await this.acts.target(session, intoId), await this.acts.target(session, fromId)];
      const party = await this.acts.party(session, actor);
      for (const { _id, roles } of [into, from]) assertMayActOn(party, { id: _id.toHexString(), roles });
      await this.acts.assertNotLast(session, from);
      return this.unite(session, revoke, { into, from, actor, reason });
    });
  }

  /**
   * The same in a transaction of the caller's, who has made sure that it may be done.
   * @param union.also what changes of the account that stays besides
   * @throws MERGE_TWO_BAND_PEOPLE
   */
  async unite(session: ClientSession, revoke: Revoke, union: Union): Promise<Account> {
    const { into, from, actor, reason, also } = union;
    const taken = takenOver(into, from);
    const change = { ...taken, ...also };
    // A way in goes over with what guards it: a password that asked for a code does not open without one afterwards.
    if (takesWayIn(taken)) await this.secondFactor.run(session, from._id, into._id);
    await this.closing.empty(session, revoke, from, into._id.toHexString());
    const merged = await this.admission.change(session, revoke, into, change);
    if (!merged) throw CommonErrors.CONFLICT();
    await this.stats.move(session, from._id, into._id);
    await this.tell(session, from, merged);
    await this.acts.record(session, actor, { action: 'account.merged', reason, before: from, after: merged });
    return merged;
  }

  private async tell(session: ClientSession, from: Account, into: Account): Promise<void> {
    const [from_id, into_id] = [from._id.toHexString(), into._id.toHexString()];
    const payload = { from_id, into_id };
    await this.outbox.add(session, 'auth.member.merged', { aggregateId: from_id, version: into.version, payload });
  }
}
