import type { Identity } from '@dongbaejul/identity';
import { isDuplicateKey } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ACCOUNT_INDEXES } from '../../migrations/0001-accounts';
import { AccountMails } from '../account-mails/account-mails';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { Admission } from '../accounts/admission';
import { RevocationsService } from '../revocations/revocations.service';
import { CurrentSession } from '../sessions/current-session';
import { BandAccount } from './band-account';
import { BandLoginErrors } from './band-login.errors';
import { BandLoginRepository } from './band-login.repository';
import { BandLoginService, BandProof } from './band-login.service';
import type { BandCallbackDto, BandLoginDto, BandLoginStartedDto } from './dto/band-login.dto';

/** BAND as one more way into an account that is signed in. */
@Injectable()
export class BandLink {
  constructor(
    private readonly logins: BandLoginService,
    private readonly band: BandAccount,
    private readonly states: BandLoginRepository,
    private readonly repository: AccountsRepository,
    private readonly accounts: AccountsService,
    private readonly admission: Admission,
    private readonly revocations: RevocationsService,
    private readonly current: CurrentSession,
    private readonly mails: AccountMails,
  ) {}

  /** @throws EMAIL_NOT_VERIFIED: whoever typed somebody's address must not prepare a way in for later */
  async begin(user: Identity, input: BandLoginDto): Promise<BandLoginStartedDto> {
    const account = await this.current.account(user);
    if (account.email && !account.emailVerifiedAt) throw AccountErrors.EMAIL_NOT_VERIFIED();
    return this.logins.begin(input, user.userId);
  }

  /** @throws like a sign-in by BAND, and BAND_LINKED_ELSEWHERE, BAND_LINKED_ALREADY */
  async finish(user: Identity, input: BandCallbackDto): Promise<Account> {
    await this.current.account(user);
    const proof = await this.logins.prove(input, user.userId);
    try {
      return await this.revocations.run(async (tx, revoke) => {
        const account = await this.repository.findById(user.userId, tx);
        if (!account) throw AccountErrors.ACCOUNT_CLOSED();
        await this.assertFree(tx, account, proof);
        const change = { bandUserKey: proof.person.userKey, bandLinked: true, bandUnlinkedAt: null };
        const admitted = proof.inClub && account.status === 'pending';
        const changed = admitted
          ? await this.admission.change(tx, revoke, account, { ...change, status: 'active' })
          : await this.accounts.change(tx, account, change);
        await this.band.keepTokens(tx, account, proof.grant);
        await this.mails.notice(tx, account, 'band-linked');
        return changed ?? account;
      });
    } catch (error) {
      if (isDuplicateKey(error, ACCOUNT_INDEXES.band)) throw BandLoginErrors.BAND_LINKED_ELSEWHERE();
      throw error;
    }
  }

  /** @throws BAND_NOT_LINKED, LAST_WAY_IN without a password */
  async unlink(user: Identity): Promise<void> {
    await this.current.account(user);
    await this.revocations.run(async (tx) => {
      const account = await this.repository.findById(user.userId, tx);
      if (!account?.bandLinked) throw BandLoginErrors.BAND_NOT_LINKED();
      if (!account.passwordHash) throw AccountErrors.LAST_WAY_IN();
      await this.accounts.change(tx, account, { bandLinked: false, bandUnlinkedAt: new Date() });
      await this.states.removeTokens(tx, account._id);
      await this.mails.notice(tx, account, 'band-unlinked');
    }, `account:${user.userId}`);
  }

  /** One person at BAND is one account; staff merge two (POST /admin/users/:id/merge). */
  private async assertFree(tx: ClientSession, account: Account, { person }: BandProof): Promise<void> {
    const holder = await this.repository.findByBandUserKey(person.userKey, tx);
    if (holder && !holder._id.equals(account._id)) throw BandLoginErrors.BAND_LINKED_ELSEWHERE();
    if (account.bandUserKey !== undefined && account.bandUserKey !== person.userKey) {
      throw BandLoginErrors.BAND_LINKED_ALREADY();
    }
  }
}
