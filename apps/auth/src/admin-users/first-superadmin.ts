import { PLATFORM, type Role } from '@dongbaejul/contracts';
import { type INestApplicationContext, Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { Admission } from '../accounts/admission';
import { uniqueKey } from '../accounts/names';
import { RevocationsService } from '../revocations/revocations.service';
import { AccountActs } from './account-acts';
import { AdminUsersRepository } from './admin-users.repository';
import { tidyRoles } from './role-rules';

/** The log names no account; the reason says that it was somebody who may run commands beside the service. */
const REASON = 'first-superadmin, by whoever operates the server';
const ACCOUNT_ID = /^[0-9a-f]{24}$/;

class Refused extends Error {}

/** Roles are given by who has some already; here the first comes from. */
@Injectable()
export class FirstSuperadmin {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly users: AdminUsersRepository,
    private readonly acts: AccountActs,
    private readonly admission: Admission,
    private readonly revocations: RevocationsService,
  ) {}

  /**
   * Makes an account an active superadmin while there is no active one. Of two at once one sees the other: see
   * AccountActs.assertNotLast.
   * @param who an address that was proved, or an account's id
   * @throws Refused with what to say
   */
  make(who: string): Promise<Account> {
    return this.revocations.run(async (session, revoke) => {
      const before = await this.find(session, who);
      const isAlready = before.status === 'active' && before.roles.includes('SUPERADMIN');
      if (isAlready || (await this.users.hasOtherSuperadmin(session, before._id))) {
        throw new Refused('There is a superadmin, who gives roles by PUT /admin/users/:id/roles. Nothing was changed.');
      }
      const roles: Role[] = tidyRoles([...before.roles, 'SUPERADMIN']);
      const after = await this.admission.change(session, revoke, before, { roles, status: 'active' });
      if (!after) throw new Refused('The account was changed at this moment. Try again.');
      await this.acts.record(session, PLATFORM, {
        action: 'account.roles_changed',
        reason: REASON,
        before,
        after,
        notify: 'account.roles',
      });
      return after;
    });
  }

  private async find(session: ClientSession, who: string): Promise<Account> {
    const byId = ACCOUNT_ID.test(who);
    const account = byId
      ? await this.accounts.findById(who, session)
      : await this.accounts.findByEmailKey(uniqueKey(who), session);
    if (!account || account.status === 'closed') throw new Refused(`Nobody has signed up as ${who}.`);
    if (account.status === 'blocked') throw new Refused(`${who} is blocked.`);
    // Anybody can sign up with somebody else's address.
    if (!byId && !account.emailVerifiedAt) throw new Refused(`${who} has not been proved by the link that was mailed.`);
    return account;
  }
}

/** `node main.js first-superadmin <e-mail or account id>`. */
export async function firstSuperadmin(
  app: INestApplicationContext,
  [who]: readonly string[],
): Promise<{ ok: boolean; text: string }> {
  if (!who) return { ok: false, text: 'Name the e-mail address or the id of an account.' };
  try {
    await app.get(FirstSuperadmin).make(who);
    return { ok: true, text: `${who} is a superadmin.` };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, text: error.message };
    throw error;
  }
}
