import { AuditTrail } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { uniqueKey } from '../accounts/names';
import { digestOf } from './invitation-codes';
import type { Invitation } from './invitation.schema';
import { InvitationErrors } from './invitations.errors';
import { InvitationsRepository } from './invitations.repository';
import { auditViewOf } from './present-invitation';

/** What the holder of an invitation is let in with. */
export interface Invited {
  /** When the address of the account was proved: now, where the code came to it by mail. */
  emailVerifiedAt: Date | undefined;
}

/** Takes one use of an invitation, in the transaction of what it is used for. */
@Injectable()
export class UseInvitation {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly trail: AuditTrail,
    private readonly accounts: AccountsRepository,
  ) {}

  /** Where uses of one invitation wait for each other. */
  queueOf = (code: string): string => `invitation:${digestOf(code)}`;

  /** Only looks. @throws INVITATION_INVALID, INVITATION_OTHER_ADDRESS */
  async check(tx: ClientSession, code: string, email: string | undefined): Promise<Invited> {
    const row = await this.invitations.findByDigest(tx, digestOf(code));
    const alive = row && !row.revokedAt && row.usesLeft > 0 && row.expiresAt.getTime() > Date.now();
    if (!alive || (await this.isMakerOut(tx, row))) throw InvitationErrors.INVITATION_INVALID();
    if (row.emailKey === undefined) return { emailVerifiedAt: undefined };
    if (email === undefined || uniqueKey(email) !== row.emailKey) throw InvitationErrors.INVITATION_OTHER_ADDRESS();
    return { emailVerifiedAt: new Date() };
  }

  /** Who may invite nobody any more lets nobody in; once they may again, their invitations hold as before. */
  private async isMakerOut(tx: ClientSession, { createdBy }: Invitation): Promise<boolean> {
    return (await this.accounts.unableToInvite([createdBy], tx)).size > 0;
  }

  /** @throws INVITATION_INVALID when it holds no use for anybody */
  async take(tx: ClientSession, code: string, account: Account, clientAddress: string | null): Promise<void> {
    const taken = await this.invitations.takeUse(tx, digestOf(code), account._id, new Date());
    if (!taken) throw InvitationErrors.INVITATION_INVALID();
    await this.trail.record(tx, {
      actor_id: account._id.toHexString(),
      actor_roles: account.roles,
      client_address: clientAddress,
      action: 'invitation.used',
      object_type: 'invitation',
      object_id: taken._id.toHexString(),
      before: null,
      after: auditViewOf(taken),
      reason: null,
    });
  }
}
