import type { AppError } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { AccountMails } from '../account-mails/account-mails';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { Admission } from '../accounts/admission';
import { AuthConfig } from '../config';
import { Attempts } from '../limits/attempts';
import { RevocationsService } from '../revocations/revocations.service';
import { CurrentSession } from '../sessions/current-session';
import { SessionsRepository } from '../sessions/sessions.repository';
import { Codes } from './codes';
import { SecondFactorErrors } from './second-factor.errors';
import { SecondFactorRepository } from './second-factor.repository';
import type { SecondFactor } from './second-factor.schema';
import { newSecret, otpauthUrl } from './totp';

/** A member's own second factor: set up, confirmed, turned off. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly repository: SecondFactorRepository,
    private readonly codes: Codes,
    private readonly current: CurrentSession,
    private readonly sessions: SessionsRepository,
    private readonly admission: Admission,
    private readonly revocations: RevocationsService,
    private readonly attempts: Attempts,
    private readonly mails: AccountMails,
    private readonly config: AuthConfig,
  ) {}

  /** @throws SECOND_FACTOR_ON; EMAIL_NOT_VERIFIED, so that nobody locks an address's owner out of their account */
  async begin(user: Identity): Promise<{ secret: string; url: string }> {
    const account = await this.current.account(user);
    if (account.email && !account.emailVerifiedAt) throw AccountErrors.EMAIL_NOT_VERIFIED();
    const factor = await this.repository.begin(account._id, this.codes.seal(newSecret(), user.userId));
    if (factor.confirmedAt) throw SecondFactorErrors.SECOND_FACTOR_ON();
    const secret = this.codes.secretOf(factor);
    return { secret, url: otpauthUrl(secret, account.email ?? account.username) };
  }

  /**
   * From now on sign-in asks for it. This session counts as one that showed it; a refresh brings the roles that ask
   * for one.
   * @returns the recovery codes, this once
   * @throws SECOND_FACTOR_OFF, SECOND_FACTOR_ON, CODE_WRONG (also when the set-up was begun anew meanwhile),
   *   TOO_MANY_SIGN_INS
   */
  async confirm(user: Identity, code: string, address: string): Promise<string[]> {
    const account = await this.current.account(user);
    const factor = await this.factorOf(account);
    if (factor.confirmedAt) throw SecondFactorErrors.SECOND_FACTOR_ON();
    const succeeded = await this.attempt(account, address);
    const step = this.codes.stepOf(factor, code);
    if (step === undefined) throw SecondFactorErrors.CODE_WRONG();
    await succeeded();
    const { codes, digests } = this.codes.newRecovery();
    await this.revocations.run(async (tx, revoke) => {
      // Read again: Admission compares with the latest token, and the address that is told may be another by now.
      const now = await this.current.account(user, tx);
      if (!(await this.repository.confirm(tx, factor, step, digests))) throw await this.whyNotConfirmed(now, tx);
      await this.sessions.markSecondFactor(tx, new Types.ObjectId(user.sessionId));
      if (this.isMandatory(now)) await this.admission.change(tx, revoke, now, {});
      await this.mails.notice(tx, now, 'second-factor-on', address);
    });
    return codes;
  }

  /** @throws SECOND_FACTOR_OFF, SECOND_FACTOR_MANDATORY, CODE_WRONG, TOO_MANY_SIGN_INS */
  async disable(user: Identity, code: string, address: string): Promise<void> {
    const account = await this.current.account(user);
    const factor = await this.factorOf(account);
    if (factor.confirmedAt && this.isMandatory(account)) throw SecondFactorErrors.SECOND_FACTOR_MANDATORY();
    const succeeded = await this.attempt(account, address);
    if (!(await this.codes.use(factor, code))) throw SecondFactorErrors.CODE_WRONG();
    await succeeded();
    await this.revocations.run(async (tx) => {
      const now = await this.current.account(user, tx);
      await this.repository.remove(tx, now._id);
      await this.mails.notice(tx, now, 'second-factor-off', address);
    }, `account:${user.userId}`);
  }

  private isMandatory({ roles }: Account): boolean {
    return roles.some((role) => this.config.rolesWithSecondFactor.includes(role));
  }

  /** Confirmed by a request that was quicker, or begun anew: the code then was that of a secret which is no more. */
  private async whyNotConfirmed({ _id }: Account, tx: ClientSession): Promise<AppError> {
    const factor = await this.repository.find(_id, tx);
    return factor?.confirmedAt ? SecondFactorErrors.SECOND_FACTOR_ON() : SecondFactorErrors.CODE_WRONG();
  }

  private async factorOf({ _id }: Account): Promise<SecondFactor> {
    const factor = await this.repository.find(_id);
    if (!factor) throw SecondFactorErrors.SECOND_FACTOR_OFF();
    return factor;
  }

  private attempt({ _id, knownAddresses }: Account, address: string): Promise<() => Promise<void>> {
    return this.attempts.begin({ account: `second-factor:${_id.toHexString()}`, address, knownAddresses });
  }
}
