import type { AppError } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { invalidField, limitKeyOf } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { AccountMails } from '../account-mails/account-mails';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { uniqueKey } from '../accounts/names';
import { Throttle } from '../limits/throttle';
import { OneTimeTokens } from '../one-time-tokens/one-time-tokens';
import { OneTimeTokenErrors } from '../one-time-tokens/one-time-tokens.errors';
import { RevocationsService } from '../revocations/revocations.service';
import { CurrentSession } from '../sessions/current-session';
import { SessionEndings } from '../sessions/session-endings';
import { Attempts } from '../limits/attempts';
import { isCommonPassword } from '../sign-in/common-passwords';
import { Passwords } from '../sign-in/passwords';
import { WaysInErrors } from './ways-in.errors';

const HOUR_MS = 3_600_000;
const MAILS_PER_HOUR_AND_ADDRESSEE = 3;
const MAILS_PER_HOUR_AND_SENDER = 30;

/** A password: forgotten, reset, changed. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly revocations: RevocationsService,
    private readonly repository: AccountsRepository,
    private readonly accounts: AccountsService,
    private readonly current: CurrentSession,
    private readonly endings: SessionEndings,
    private readonly passwords: Passwords,
    private readonly attempts: Attempts,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AccountMails,
    private readonly throttle: Throttle,
  ) {}

  /** Never tells whether there is such an account: what it does is the same, and the mail is written afterwards. */
  async forgot(email: string, address: string): Promise<void> {
    const [forAddressee, forSender] = await Promise.all([
      this.throttle.take('forgot', uniqueKey(email), MAILS_PER_HOUR_AND_ADDRESSEE, HOUR_MS),
      this.throttle.take('forgot-from', limitKeyOf(address), MAILS_PER_HOUR_AND_SENDER, HOUR_MS),
    ]);
    // Too many are dropped in silence: a refusal would tell who asked before.
    if (forAddressee === 0 && forSender === 0) await this.mails.reset(email);
  }

  /**
   * Opens the account to who has its mailbox: the address is proved by it, and every session ends.
   * @throws LINK_INVALID, INVALID_INPUT (a common password; the link then still works)
   */
  async reset(secret: string, password: string, address: string): Promise<void> {
    const { accountId } = await this.tokens.check(secret, ['reset-password']);
    const passwordHash = await this.passwords.hash(password);
    await this.revocations.run(async (tx, revoke) => {
      const { email } = await this.tokens.take(tx, secret, ['reset-password']);
      const account = await this.repository.findById(accountId, tx);
      if (!account || account.status === 'closed' || account.email !== email) throw OneTimeTokenErrors.LINK_INVALID();
      refuseCommon(account, password, 'password');
      const emailVerifiedAt = account.emailVerifiedAt ?? new Date();
      const changed = await this.accounts.change(tx, account, { passwordHash, emailVerifiedAt });
      await this.endings.endAll(tx, revoke, accountId, 'password_reset');
      await this.tokens.forget(tx, accountId, ['reset-password', 'verify-email']);
      await this.mails.notice(tx, changed ?? account, 'password-reset', address);
    });
  }

  /** The other sessions end. @throws PASSWORD_NOT_SET, PASSWORD_WRONG, TOO_MANY_SIGN_INS, INVALID_INPUT */
  async change(user: Identity, input: { current: string; next: string; address: string }): Promise<void> {
    const account = await this.current.account(user);
    await this.confirm(account, input.current, input.address);
    refuseCommon(account, input.next, 'new_password');
    const passwordHash = await this.passwords.hash(input.next);
    await this.revocations.run(async (tx, revoke) => {
      const now = await this.current.account(user, tx);
      // Changed meanwhile, from another device: what was confirmed is no longer the password.
      if (now.passwordHash !== account.passwordHash) throw WaysInErrors.PASSWORD_WRONG();
      await this.accounts.change(tx, now, { passwordHash });
      await this.endings.endAll(tx, revoke, now._id, 'password_changed', new Types.ObjectId(user.sessionId));
      await this.tokens.forget(tx, now._id, ['reset-password']);
      await this.mails.notice(tx, now, 'password-changed', input.address);
    });
  }

  /** Counts as a sign-in, so that a session that was left open does not serve for guessing. */
  async confirm(account: Account, password: string, address: string): Promise<void> {
    if (!account.passwordHash) throw WaysInErrors.PASSWORD_NOT_SET();
    const { knownAddresses, _id } = account;
    const succeeded = await this.attempts.begin({ account: _id.toHexString(), address, knownAddresses });
    if (!(await this.passwords.matches(account.passwordHash, password))) throw WaysInErrors.PASSWORD_WRONG();
    await succeeded();
  }
}

function refuseCommon(account: Account, password: string, field: string): void {
  const names = [account.email ?? '', account.username, account.displayName];
  if (isCommonPassword(password, names)) throw commonPassword(field);
}

const commonPassword = (field: string): AppError =>
  invalidField(field, '너무 흔하거나 추측하기 쉬운 비밀번호입니다.', 'is too common or too easy to guess');
