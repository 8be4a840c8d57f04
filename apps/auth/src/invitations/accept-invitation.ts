import { CommonErrors } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsRepository } from '../accounts/accounts.repository';
import { Admission } from '../accounts/admission';
import { RevocationsService } from '../revocations/revocations.service';
import { CurrentSession } from '../sessions/current-session';
import { InvitationErrors } from './invitations.errors';
import { UseInvitation } from './use-invitation';

/** Someone who waits for admission and gets an invitation then. */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly current: CurrentSession,
    private readonly accounts: AccountsRepository,
    private readonly admission: Admission,
    private readonly revocations: RevocationsService,
    private readonly invitation: UseInvitation,
  ) {}

  /** @throws INVITATION_NOT_NEEDED, INVITATION_INVALID, INVITATION_OTHER_ADDRESS */
  async accept(user: Identity, code: string, clientAddress: string): Promise<Account> {
    const waiting = await this.current.account(user);
    if (waiting.status !== 'pending') throw InvitationErrors.INVITATION_NOT_NEEDED();
    return this.revocations.run(async (tx, revoke) => {
      const account = await this.accounts.findById(user.userId, tx);
      if (!account) throw AccountErrors.ACCOUNT_CLOSED();
      if (account.status !== 'pending') throw InvitationErrors.INVITATION_NOT_NEEDED();
      const { emailVerifiedAt } = await this.invitation.check(tx, code, account.email);
      await this.invitation.take(tx, code, account, clientAddress);
      const proved = emailVerifiedAt && !account.emailVerifiedAt ? { emailVerifiedAt } : {};
      const admitted = await this.admission.change(tx, revoke, account, { status: 'active', ...proved });
      if (!admitted) throw CommonErrors.CONFLICT();
      return admitted;
    });
  }
}
