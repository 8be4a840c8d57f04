import { SecretBox, isDuplicateKey } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ACCOUNT_INDEXES } from '../../migrations/0001-accounts';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { Admission } from '../accounts/admission';
import { UnclaimedAccounts } from '../accounts/unclaimed-accounts';
import { BandPerson, followBand, newBandAccount } from '../band-members/band-person';
import { AuthConfig } from '../config';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import type { BandGrant } from './band-client';
import { BandLoginErrors } from './band-login.errors';
import { BandLoginRepository } from './band-login.repository';

const TRIES = 3;

/** Finds or makes the one account of a person at BAND: also when a sync brought them first. */
@Injectable()
export class BandAccount {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly accounts: AccountsService,
    private readonly admission: Admission,
    private readonly unclaimed: UnclaimedAccounts,
    private readonly revocations: RevocationsService,
    private readonly logins: BandLoginRepository,
    private readonly box: SecretBox,
    private readonly config: AuthConfig,
  ) {}

  /** Also keeps BAND's tokens, sealed. */
  async settle(person: BandPerson, inClub: boolean, grant: BandGrant): Promise<Account> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.revocations.run(
          async (session, revoke) => {
            const account = await this.findOrCreate(session, revoke, person, inClub);
            await this.keepTokens(session, account, grant);
            return account;
          },
          (await this.isAdmittedNow(person, inClub)) ? undefined : `band:${person.userKey}`,
        );
      } catch (error) {
        // The same person signed in twice at once, or a sync brought them: the next try finds the account.
        const again = isDuplicateKey(error, ACCOUNT_INDEXES.band) || isDuplicateKey(error, ACCOUNT_INDEXES.username);
        if (!again || attempt >= TRIES) throw error;
      }
    }
  }

  /** Whether this sign-in makes a member of someone who was waiting: their tokens so far are then revoked. */
  private async isAdmittedNow(person: BandPerson, inClub: boolean): Promise<boolean> {
    const account = await this.repository.findByBandUserKey(person.userKey);
    return account !== null && followBand(account, person, inClub).status !== undefined;
  }

  private async findOrCreate(
    session: ClientSession,
    revoke: Revoke,
    person: BandPerson,
    inClub: boolean,
  ): Promise<Account> {
    const known = await this.repository.findByBandUserKey(person.userKey, session);
    const claimed = !known && inClub ? await this.unclaimed.claim(session, [person]) : undefined;
    const account = known ?? claimed?.get(person.userKey);
    if (!account) {
      const active = inClub || this.config.admission === 'open';
      return this.accounts.create(session, { ...newBandAccount(person, active), bandLinked: true });
    }
    if (account.bandUnlinkedAt) throw BandLoginErrors.BAND_UNLINKED();
    const change = { ...followBand(account, person, inClub), ...(!account.bandLinked && { bandLinked: true }) };
    if (Object.keys(change).length === 0) return account;
    const changed = change.status
      ? await this.admission.change(session, revoke, account, change)
      : await this.accounts.change(session, account, change);
    return changed ?? account;
  }

  /** Sealed for their owner. */
  async keepTokens(session: ClientSession, { _id }: Account, grant: BandGrant): Promise<void> {
    const seal = (token: string): string => this.box.seal(token, _id.toHexString());
    await this.logins.saveTokens(session, {
      _id,
      accessToken: seal(grant.accessToken),
      refreshToken: grant.refreshToken === null ? null : seal(grant.refreshToken),
      scope: grant.scope,
      expiresAt: grant.expiresAt,
      updatedAt: new Date(),
    });
  }
}
