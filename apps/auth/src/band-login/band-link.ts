import type { AuditActor } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { isDuplicateKey } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ACCOUNT_INDEXES } from '../../migrations/0001-accounts';
import { AccountMails } from '../account-mails/account-mails';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountChange, AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { Admission } from '../accounts/admission';
import { UnclaimedAccounts } from '../accounts/unclaimed-accounts';
import { MergeAccounts } from '../privacy/merge-accounts';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import { CurrentSession } from '../sessions/current-session';
import { BandAccount } from './band-account';
import { BandLoginErrors } from './band-login.errors';
import { BandLoginRepository } from './band-login.repository';
import { BandLoginService, BandProof } from './band-login.service';
import { isUnclaimed } from './claim-rule';
import type { BandCallbackDto, BandLoginDto, BandLoginStartedDto } from './dto/band-login.dto';

const TRIES = 3;

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
    private readonly unclaimed: UnclaimedAccounts,
    private readonly merging: MergeAccounts,
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

  /**
   * A member whom only a sync or the roster knew becomes part of the account: they are one person.
   * @throws like a sign-in by BAND, and SESSION_ENDED, BAND_LINKED_ELSEWHERE, BAND_LINKED_ALREADY
   */
  async finish(user: Identity, actor: AuditActor, input: BandCallbackDto): Promise<Account> {
    await this.current.account(user);
    const proof = await this.logins.prove(input, user.userId);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.revocations.run((tx, revoke) => this.link(tx, revoke, user, actor, proof));
      } catch (error) {
        // A sync brought them at the same moment; the next try finds whom.
        if (!isDuplicateKey(error, ACCOUNT_INDEXES.band)) throw error;
        if (attempt >= TRIES) throw BandLoginErrors.BAND_LINKED_ELSEWHERE();
      }
    }
  }

  /** @throws BAND_NOT_LINKED, LAST_WAY_IN without a password */
  async unlink(user: Identity, address: string): Promise<void> {
    await this.revocations.run(async (tx) => {
      const account = await this.current.account(user, tx);
      if (!account.bandLinked) throw BandLoginErrors.BAND_NOT_LINKED();
      if (!account.passwordHash) throw AccountErrors.LAST_WAY_IN();
      await this.accounts.change(tx, account, { bandLinked: false, bandUnlinkedAt: new Date() });
      await this.states.removeTokens(tx, account._id);
      await this.mails.notice(tx, account, 'band-unlinked', address);
    }, `account:${user.userId}`);
  }

  private async link(
    tx: ClientSession,
    revoke: Revoke,
    user: Identity,
    actor: AuditActor,
    proof: BandProof,
  ): Promise<Account> {
    // Again: while BAND was asked, the account may have been closed, merged away or blocked.
    const into = await this.current.account(user, tx);
    if (into.bandUserKey !== undefined && into.bandUserKey !== proof.person.userKey) {
      throw BandLoginErrors.BAND_LINKED_ALREADY();
    }
    const from = await this.alsoThem(tx, into, proof);
    const also: AccountChange = {
      bandUserKey: proof.person.userKey,
      bandLinked: true,
      bandUnlinkedAt: null,
      ...(proof.inClub && into.status === 'pending' && { status: 'active' as const }),
    };
    const linked = from
      ? await this.merging.unite(tx, revoke, { into, from, actor, reason: null, also })
      : await this.change(tx, revoke, into, also);
    await this.band.keepTokens(tx, into, proof.grant);
    await this.mails.notice(tx, into, 'band-linked', actor.client_address);
    return linked;
  }

  /** @returns the member whom a sync or the roster knows as this person, if there is one besides the account */
  private async alsoThem(tx: ClientSession, into: Account, { person, inClub }: BandProof): Promise<Account | null> {
    const known = await this.repository.findByBandUserKey(person.userKey, tx);
    if (known?._id.equals(into._id)) return null;
    const holder = known ?? (inClub ? (await this.unclaimed.claim(tx, [person])).get(person.userKey) : undefined);
    if (!holder) return null;
    // Two accounts that somebody uses: staff merge them (POST /admin/users/:id/merge).
    if (!isUnclaimed(holder)) throw BandLoginErrors.BAND_LINKED_ELSEWHERE();
    return holder;
  }

  private async change(tx: ClientSession, revoke: Revoke, account: Account, change: AccountChange): Promise<Account> {
    const changed = change.status
      ? await this.admission.change(tx, revoke, account, change)
      : await this.accounts.change(tx, account, change);
    return changed ?? account;
  }
}
