import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { invitationMail } from '../account-mails/mail-texts';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AuthConfig } from '../config';
import type { Mail } from '../mail/mail-transport';
import { Mailer } from '../mail/mailer';
import type { InvitationStatus } from './dto/invitations.dto';
import { InvitationCodes } from './invitation-codes';
import type { Invitation } from './invitation.schema';
import { InvitationsRepository } from './invitations.repository';
import { statusOf } from './present-invitation';

export const linkOf = (appLink: string, code: string): string => `${appLink}/invitation?code=${code}`;

/** The mail that carries an invitation: written when it is sent, so that its code lies nowhere before. */
@Injectable()
export class InvitationMail {
  constructor(
    mailer: Mailer,
    private readonly invitations: InvitationsRepository,
    private readonly codes: InvitationCodes,
    private readonly accounts: AccountsRepository,
    private readonly config: AuthConfig,
  ) {
    mailer.writes('invitation', (about) => this.write(about.invitation_id ?? ''));
  }

  /** Nothing for one that was withdrawn or used meanwhile, or lets nobody in. */
  private async write(id: string): Promise<Mail | null> {
    const row = await this.invitations.findById(new Types.ObjectId(id));
    const code = row && this.codes.codeOf(row);
    if (!row?.email || !code || (await this.statusOf(row)) !== 'usable') return null;
    return { to: row.email, ...invitationMail(linkOf(this.config.appLink, code), row.expiresAt) };
  }

  private async statusOf(row: Invitation): Promise<InvitationStatus> {
    return statusOf(row, Date.now(), (await this.accounts.unableToInvite([row.createdBy])).size > 0);
  }
}
