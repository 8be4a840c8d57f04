import { CommonErrors } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ACCOUNT_INDEXES } from '../../migrations/0001-accounts';
import { AccountMails } from '../account-mails/account-mails';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { uniqueKey } from '../accounts/names';
import { Throttle } from '../limits/throttle';
import type { OneTimeToken } from '../one-time-tokens/one-time-token.schema';
import { OneTimeTokens } from '../one-time-tokens/one-time-tokens';
import { OneTimeTokenErrors } from '../one-time-tokens/one-time-tokens.errors';
import { CurrentSession } from '../sessions/current-session';
import { OwnPassword } from './own-password';
import { WaysInErrors } from './ways-in.errors';

const HOUR_MS = 3_600_000;
const MAILS_PER_HOUR = 3;
const PROVING = ['verify-email', 'link-email'] as const;

/** The address of an account: proved, linked, changed and unlinked. */
@Injectable()
export class EmailAddress {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: AccountsRepository,
    private readonly accounts: AccountsService,
    private readonly current: CurrentSession,
    private readonly passwords: OwnPassword,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AccountMails,
    private readonly throttle: Throttle,
  ) {}

  /** @throws NO_EMAIL, EMAIL_ALREADY_VERIFIED, TOO_MANY_REQUESTS */
  async resend(user: Identity): Promise<void> {
    const account = await this.current.account(user);
    if (!account.email) throw WaysInErrors.NO_EMAIL();
    if (account.emailVerifiedAt) throw WaysInErrors.EMAIL_ALREADY_VERIFIED();
    await this.mayMail(user.userId);
    await this.mails.verification(account);
  }

  /**
   * Mails a link to an address that the account is to have. Nothing changes before the link is opened, and the answer
   * does not tell whether somebody else has the address.
   * @throws PASSWORD_WRONG where the account has a password, TOO_MANY_SIGN_INS, TOO_MANY_REQUESTS
   */
  async link(user: Identity, email: string, password: string | undefined, address: string): Promise<void> {
    const account = await this.current.account(user);
    // A session that was left open on some device must not be enough to take the account over.
    if (account.passwordHash) await this.passwords.confirm(account, password ?? '', address);
    await this.mayMail(user.userId);
    await this.mails.linking(account, email);
  }

  /** @throws LINK_INVALID, EMAIL_TAKEN by an account that has proved it */
  async verify(secret: string, address: string): Promise<void> {
    const { accountId } = await this.tokens.check(secret, PROVING);
    try {
      await this.transactions.run((tx) => this.use(tx, secret, address), {
        aggregate: `account:${accountId.toHexString()}`,
      });
    } catch (error) {
      if (isDuplicateKey(error, ACCOUNT_INDEXES.email)) throw AccountErrors.EMAIL_TAKEN();
      throw error;
    }
  }

  /** @throws LAST_WAY_IN unless the account can be entered by BAND, NO_EMAIL */
  async unlink(user: Identity, address: string): Promise<void> {
    const change = async (tx: ClientSession): Promise<void> => {
      const account = await this.current.account(user, tx);
      if (!account.email && !account.passwordHash) throw WaysInErrors.NO_EMAIL();
      if (!account.bandLinked) throw AccountErrors.LAST_WAY_IN();
      await this.mails.notice(tx, account, 'email-unlinked', address);
      await this.tokens.forget(tx, account._id, ['verify-email', 'link-email', 'reset-password']);
      await this.accounts.change(tx, account, {
        email: null,
        emailKey: null,
        emailVerifiedAt: null,
        passwordHash: null,
      });
    };
    await this.transactions.run(change, { aggregate: `account:${user.userId}` });
  }

  private async use(tx: ClientSession, secret: string, address: string): Promise<void> {
    const token = await this.tokens.take(tx, secret, PROVING);
    const account = await this.repository.findById(token.accountId, tx);
    const isLinking = token.purpose === 'link-email';
    const isOut = account?.status === 'closed' || (isLinking && account?.status === 'blocked');
    if (!account || isOut) throw OneTimeTokenErrors.LINK_INVALID();
    await (isLinking ? this.attach(tx, account, token, address) : this.prove(tx, account, token));
    // Whoever proves the address that they have may still be about to change it.
    await this.tokens.forget(tx, account._id, isLinking ? PROVING : ['verify-email']);
  }

  private async prove(tx: ClientSession, account: Account, { email }: OneTimeToken): Promise<void> {
    // The address was changed since the mail was sent: the link proves another one.
    if (account.emailKey !== uniqueKey(email)) throw OneTimeTokenErrors.LINK_INVALID();
    if (!account.emailVerifiedAt) await this.accounts.change(tx, account, { emailVerifiedAt: new Date() });
  }

  private async attach(tx: ClientSession, account: Account, { email }: OneTimeToken, address: string): Promise<void> {
    const emailKey = uniqueKey(email);
    const holder = await this.repository.findByEmailKey(emailKey, tx);
    if (holder && !holder._id.equals(account._id)) {
      if (holder.emailVerifiedAt) throw AccountErrors.EMAIL_TAKEN();
      // Whoever claimed the address without proving it loses it to who did.
      await this.accounts.change(tx, holder, { email: null, emailKey: null });
    }
    if (account.emailKey !== emailKey) await this.mails.notice(tx, account, 'email-changed', address);
    await this.tokens.forget(tx, account._id, ['reset-password']);
    await this.accounts.change(tx, account, { email, emailKey, emailVerifiedAt: new Date() });
  }

  private async mayMail(who: string): Promise<void> {
    const wait = await this.throttle.take('mail', who, MAILS_PER_HOUR, HOUR_MS);
    if (wait > 0) throw CommonErrors.TOO_MANY_REQUESTS({ retry_after: wait });
  }
}
