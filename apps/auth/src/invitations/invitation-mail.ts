import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { invitationMail } from '../account-mails/mail-texts';
import { AuthConfig } from '../config';
import type { Mail } from '../mail/mail-transport';
import { Mailer } from '../mail/mailer';
import { InvitationCodes } from './invitation-codes';
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
    private readonly config: AuthConfig,
  ) {
    mailer.writes('invitation', (about) => this.write(about.invitation_id ?? ''));
  }

  /** Nothing for one that was withdrawn or used meanwhile. */
  private async write(id: string): Promise<Mail | null> {
    const row = await this.invitations.findById(new Types.ObjectId(id));
    const code = row && this.codes.codeOf(row);
    if (!row?.email || !code || statusOf(row, Date.now()) !== 'usable') return null;
    return { to: row.email, ...invitationMail(linkOf(this.config.appLink, code), row.expiresAt) };
  }
}
