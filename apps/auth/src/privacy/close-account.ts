import type { AuditActor } from '@dongbaejul/contracts';
import { CommonErrors } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { Admission } from '../accounts/admission';
import { emptied } from '../accounts/emptied';
import { AccountActs } from '../admin-users/account-acts';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import { CurrentSession } from '../sessions/current-session';
import { SessionEndings } from '../sessions/session-endings';
import { OwnPassword } from '../ways-in/own-password';
import { PersonalRows } from './personal-rows.repository';
import { PrivacyErrors } from './privacy.errors';

/** Leaving the club's platform: at once, everywhere, and for good. What was written stays, without the name. */
@Injectable()
export class CloseAccount {
  constructor(
    private readonly revocations: RevocationsService,
    private readonly admission: Admission,
    private readonly acts: AccountActs,
    private readonly current: CurrentSession,
    private readonly endings: SessionEndings,
    private readonly passwords: OwnPassword,
    private readonly rows: PersonalRows,
  ) {}

  /**
   * @param password needed where there is one: a phone that was left lying about closes nothing
   * @throws PASSWORD_REQUIRED, PASSWORD_WRONG, TOO_MANY_SIGN_INS, LAST_SUPERADMIN
   */
  async close(user: Identity, actor: AuditActor, password?: string): Promise<void> {
    const account = await this.current.account(user);
    if (account.passwordHash) {
      if (password === undefined) throw PrivacyErrors.PASSWORD_REQUIRED();
      await this.passwords.confirm(account, password, actor.client_address ?? '');
    }
    await this.revocations.run(async (session, revoke) => {
      const before = await this.acts.target(session, user.userId);
      await this.acts.assertNotLast(session, before);
      const after = await this.empty(session, revoke, before);
      await this.acts.record(session, actor, { action: 'account.closed', reason: null, before, after });
    });
  }

  /**
   * Closes an account in a transaction of the caller's; its sessions end.
   * @param mergedInto the account that goes on in its place, if any: other services then move instead of letting go
   */
  async empty(session: ClientSession, revoke: Revoke, account: Account, mergedInto?: string): Promise<Account> {
    // Of one that goes on in another nothing is noted of BAND's key: it is the other's now.
    const moved = mergedInto !== undefined && { mergedInto, formerBandUserKey: null };
    const change = { ...emptied(account), ...moved };
    const changed = await this.admission.change(session, revoke, account, change);
    if (!changed) throw CommonErrors.CONFLICT();
    await this.endings.endAll(session, revoke, account._id, 'account_changed');
    await this.rows.remove(session, account._id);
    return changed;
  }
}
