import { AuditTrail, Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { uniqueKey } from '../accounts/names';
import { AuthConfig } from '../config';
import type { Mail } from '../mail/mail-transport';
import { Mailer } from '../mail/mailer';
import { OneTimeTokens } from '../one-time-tokens/one-time-tokens';
import { isNotice, LinkMail, linkMail, Notice, noticeMail } from './mail-texts';

type About = Record<string, string>;

/** The mails about an account: links that prove an address, and word of what was changed. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly mailer: Mailer,
    private readonly accounts: AccountsRepository,
    private readonly tokens: OneTimeTokens,
    private readonly trail: AuditTrail,
    private readonly outbox: Outbox,
    private readonly config: AuthConfig,
  ) {
    mailer.writes('verify-email', (about) => this.writeVerification(about));
    mailer.writes('reset-password', (about) => this.writeReset(about));
    mailer.writes('link-email', (about) => this.writeLinking(about));
    mailer.writes('security-notice', (about) => this.writeNotice(about));
  }

  /** To the address that the account has when the mail is written, unless it is verified by then. */
  verification(account: Pick<Account, '_id'>, tx?: ClientSession): Promise<void> {
    return this.mailer.queue('verify-email', { account_id: account._id.toHexString() }, tx);
  }

  /** Whether there is such an account is found out when the mail is written: asking costs the same in both cases. */
  reset(email: string): Promise<void> {
    return this.mailer.queue('reset-password', { email });
  }

  linking(account: Account, email: string): Promise<void> {
    return this.mailer.queue('link-email', { account_id: account._id.toHexString(), email });
  }

  /**
   * Somebody changed a way into an account: the audit log has it, and the member is told, in the app and by mail to
   * the proven address as it was before the change.
   * @param from the client's address
   */
  async notice(tx: ClientSession, account: Account, notice: Notice, from: string | null): Promise<void> {
    await this.record(tx, account, notice, from);
    if (!account.email || !account.emailVerifiedAt) return;
    const { email: to, preferences } = account;
    await this.mailer.queue('security-notice', { to, notice, language: preferences.language }, tx);
  }

  private async record(tx: ClientSession, account: Account, notice: Notice, from: string | null): Promise<void> {
    const id = account._id.toHexString();
    const facts = { before: null, after: null, reason: null, client_address: from };
    const actor = { actor_id: id, actor_roles: account.roles };
    const action = `account.${notice.replaceAll('-', '_')}`;
    await this.trail.record(tx, { ...actor, ...facts, action, object_type: 'account', object_id: id });
    const version = account.version + 1;
    const payload = {
      member_ids: [id],
      type: 'account.security' as const,
      // The inbox speaks the language of each request.
      data: { actor_id: null, detail: noticeMail(notice, 'ko').subject, detail_en: noticeMail(notice, 'en').subject },
      dedupe_key: `${action}:${id}:${new Types.ObjectId().toHexString()}`,
    };
    await this.outbox.add(tx, 'auth.notification.requested', { aggregateId: `account:${id}`, version, payload });
  }

  private async writeVerification({ account_id: id = '' }: About): Promise<Mail | null> {
    const account = await this.accounts.findById(id);
    if (!account?.email || account.emailVerifiedAt || account.status === 'closed') return null;
    return this.withLink('verify-email', account, account.email);
  }

  private async writeReset({ email = '' }: About): Promise<Mail | null> {
    const account = await this.accounts.findByEmailKey(uniqueKey(email));
    if (!account?.email || account.status === 'closed') return null;
    // To the address that was given at sign-up, not to another spelling of it that somebody typed now.
    return this.withLink('reset-password', account, account.email);
  }

  private async writeLinking({ account_id: id = '', email = '' }: About): Promise<Mail | null> {
    const account = await this.accounts.findById(id);
    if (!account || account.status === 'closed') return null;
    return this.withLink('link-email', account, email);
  }

  private writeNotice({ to = '', notice, language }: About): Promise<Mail | null> {
    const mail = isNotice(notice) ? { to, ...noticeMail(notice, language === 'en' ? 'en' : 'ko') } : null;
    return Promise.resolve(mail);
  }

  private async withLink(kind: LinkMail, account: Account, email: string): Promise<Mail> {
    const token = await this.tokens.issue({ purpose: kind, accountId: account._id, email });
    const page = kind === 'reset-password' ? 'reset-password' : 'verify-email';
    const link = `${this.config.appLink}/${page}?token=${token}`;
    return { to: email, ...linkMail(kind, account.preferences.language, link) };
  }
}
