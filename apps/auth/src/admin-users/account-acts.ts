import type { AuditActor, NotificationType, Role } from '@dongbaejul/contracts';
import { AuditTrail, Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AdminUserErrors } from './admin-users.errors';
import { AdminUsersRepository } from './admin-users.repository';
import { auditViewOf } from './present-user';
import type { Party } from './role-rules';

export interface Act {
  action: string;
  reason: string | null;
  before: Account;
  after: Account;
  /** Told to the member as well. */
  notify?: NotificationType;
}

/** What every act of staff on an account needs, in its transaction. */
@Injectable()
export class AccountActs {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly users: AdminUsersRepository,
    private readonly trail: AuditTrail,
    private readonly outbox: Outbox,
  ) {}

  /** @throws MEMBER_NOT_FOUND; who closed their account is nobody's any more */
  async target(session: ClientSession, id: string): Promise<Account> {
    const account = await this.accounts.findById(id, session);
    if (!account || account.status === 'closed') throw AccountErrors.MEMBER_NOT_FOUND();
    return account;
  }

  /** Who acts, as they are in this transaction: their token may be a moment older than the loss of their roles. */
  async party(session: ClientSession, actor: AuditActor): Promise<Party> {
    const account = await this.accounts.findById(actor.actor_id ?? '', session);
    const inForce = account?.status === 'active' ? account.roles : [];
    return { id: actor.actor_id ?? '', roles: inForce.filter((role) => actor.actor_roles.includes(role)) };
  }

  /**
   * For changes that revoke tokens: those count on one document, so of two such changes at once one sees the other.
   * @throws LAST_SUPERADMIN when nobody else could ever make a superadmin again
   */
  async assertNotLast(session: ClientSession, account: Account, rolesAfter: readonly Role[] = []): Promise<void> {
    const loses = account.status === 'active' && account.roles.includes('SUPERADMIN');
    if (!loses || rolesAfter.includes('SUPERADMIN')) return;
    if (!(await this.users.hasOtherSuperadmin(session, account._id))) throw AdminUserErrors.LAST_SUPERADMIN();
  }

  /** Writes it down, and tells the member where that is due. */
  async record(session: ClientSession, actor: AuditActor, act: Act): Promise<void> {
    const { action, reason, before, after, notify } = act;
    const id = after._id.toHexString();
    await this.trail.record(session, {
      ...actor,
      action,
      object_type: 'account',
      object_id: id,
      before: auditViewOf(before),
      after: auditViewOf(after),
      reason,
    });
    if (!notify) return;
    const request = {
      member_ids: [id],
      type: notify,
      data: { actor_id: null },
      dedupe_key: `${action}:${id}:${after.version}`,
    };
    await this.outbox.add(session, 'auth.notification.requested', {
      aggregateId: `account:${id}`,
      version: after.version,
      payload: request,
    });
  }
}
