import type { AccountStatus, AuditActor, Role } from '@dongbaejul/contracts';
import { CommonErrors } from '@dongbaejul/contracts';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import type { AccountChange } from '../accounts/accounts.repository';
import { Admission } from '../accounts/admission';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import { SessionEndings } from '../sessions/session-endings';
import { AccountActs, Act } from './account-acts';
import { AdminUserErrors } from './admin-users.errors';
import { AdminUsersRepository } from './admin-users.repository';
import type { AdminUserDto, AdminUsersDto, AdminUsersQuery } from './dto/admin-users.dto';
import { adminUserOf } from './present-user';
import { assertHolds, assertMayActOn, assertMayGrant, sameRoles, tidyRoles } from './role-rules';

/** What staff do to accounts. Each is felt at the edge within a second, and stands in the audit log. */
@Injectable()
export class AdminUsersService {
  constructor(
    private readonly users: AdminUsersRepository,
    private readonly acts: AccountActs,
    private readonly admission: Admission,
    private readonly revocations: RevocationsService,
    private readonly endings: SessionEndings,
  ) {}

  async list(query: AdminUsersQuery): Promise<AdminUsersDto> {
    const { items, ...rest } = await this.users.page(query);
    return { users: items.map(adminUserOf), ...rest };
  }

  /** @throws MEMBER_NOT_FOUND, ACCOUNT_STATUS_CONFLICT unless it waits */
  approve(actor: AuditActor, id: string, reason?: string): Promise<AdminUserDto> {
    return this.act(actor, id, 'account.approved', reason, async (session, revoke, account) => {
      assertHolds(await this.acts.party(session, actor), 'users:approve');
      assertStatus(account, 'pending');
      return this.changed(session, revoke, account, { status: 'active' });
    });
  }

  /** Also ends every session. @throws MEMBER_NOT_FOUND, NOT_ON_YOURSELF, SUPERADMIN_REQUIRED, LAST_SUPERADMIN */
  block(actor: AuditActor, id: string, reason: string): Promise<AdminUserDto> {
    return this.act(actor, id, 'account.blocked', reason, async (session, revoke, account) => {
      assertMayActOn(await this.acts.party(session, actor), partyOf(account));
      assertStatus(account, 'pending', 'active');
      await this.acts.assertNotLast(session, account);
      const changed = await this.changed(session, revoke, account, { status: 'blocked', blockedFrom: account.status });
      await this.endings.endAll(session, revoke, account._id, 'account_changed');
      return changed;
    });
  }

  /** They have to sign in again. @throws MEMBER_NOT_FOUND, NOT_ON_YOURSELF, SUPERADMIN_REQUIRED */
  unblock(actor: AuditActor, id: string, reason: string): Promise<AdminUserDto> {
    return this.act(actor, id, 'account.unblocked', reason, async (session, revoke, account) => {
      assertMayActOn(await this.acts.party(session, actor), partyOf(account));
      assertStatus(account, 'blocked');
      // Who waited for admission before waits again: unblocking is no approval.
      const status = account.blockedFrom ?? 'active';
      return this.changed(session, revoke, account, { status, blockedFrom: null });
    });
  }

  /**
   * @param version from If-Match
   * @throws MEMBER_NOT_FOUND, NOT_ON_YOURSELF, SUPERADMIN_REQUIRED, LAST_SUPERADMIN, STALE_VERSION
   */
  setRoles(actor: AuditActor, id: string, wanted: Role[], reason?: string, version?: number): Promise<AdminUserDto> {
    const roles = tidyRoles(wanted);
    return this.act(actor, id, 'account.roles_changed', reason, async (session, revoke, account) => {
      assertMayGrant(await this.acts.party(session, actor), partyOf(account), roles);
      assertCurrent(version, account.version);
      if (sameRoles(account.roles, roles)) return account;
      await this.acts.assertNotLast(session, account, roles);
      return this.changed(session, revoke, account, { roles });
    });
  }

  private async act(
    actor: AuditActor,
    id: string,
    action: keyof typeof NOTICES,
    reason: string | undefined,
    change: (session: ClientSession, revoke: Revoke, account: Account) => Promise<Account>,
  ): Promise<AdminUserDto> {
    const account = await this.revocations.run(async (session, revoke) => {
      const before = await this.acts.target(session, id);
      const after = await change(session, revoke, before);
      const act: Act = { action, reason: reason ?? null, before, after, ...NOTICES[action] };
      if (after !== before) await this.acts.record(session, actor, act);
      return after;
    });
    return adminUserOf(account);
  }

  private async changed(
    session: ClientSession,
    revoke: Revoke,
    account: Account,
    change: AccountChange,
  ): Promise<Account> {
    const changed = await this.admission.change(session, revoke, account, change);
    if (!changed) throw CommonErrors.CONFLICT();
    return changed;
  }
}

const NOTICES = {
  'account.approved': { notify: 'account.approved' },
  'account.blocked': {},
  'account.unblocked': {},
  'account.roles_changed': { notify: 'account.roles' },
} as const satisfies Record<string, Pick<Act, 'notify'>>;

const partyOf = (account: Account): { id: string; roles: Role[] } => ({
  id: account._id.toHexString(),
  roles: account.roles,
});

function assertStatus(account: Account, ...allowed: AccountStatus[]): void {
  if (!allowed.includes(account.status)) {
    throw AdminUserErrors.ACCOUNT_STATUS_CONFLICT({ status: account.status, allowed });
  }
}
