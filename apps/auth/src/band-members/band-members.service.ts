import type { UpsertBandMembers, UpsertedBandMembers } from '@dongbaejul/contracts';
import { isDuplicateKey } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ACCOUNT_INDEXES } from '../../migrations/0001-accounts';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { Admission } from '../accounts/admission';
import { UnclaimedAccounts } from '../accounts/unclaimed-accounts';
import { RevocationsService, Revoke } from '../revocations/revocations.service';
import { BandPerson, followBand, newBandAccount, tidy } from './band-person';

/** Members of one transaction: it has to end well within its lifetime of 5 s. */
const CHUNK = 50;
const TRIES = 3;
/** Two syncs' members fight each other in the database less when they take turns. */
const UPSERT_QUEUE = 'band-members';

type Effect = 'created' | 'updated' | 'unchanged';

interface Upserted {
  userKey: string;
  id: string;
  effect: Effect;
}

interface Sorted {
  unchanged: Upserted[];
  /** Waited for admission, and are members now. */
  admitted: BandPerson[];
  others: BandPerson[];
}

/** Keeps the directory in step with whom BAND shows. */
@Injectable()
export class BandMembersService {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly accounts: AccountsService,
    private readonly admission: Admission,
    private readonly unclaimed: UnclaimedAccounts,
    private readonly revocations: RevocationsService,
  ) {}

  /**
   * Whoever BAND shows in the club's band is a member, but for those who left: BAND shows them on, as what they wrote
   * there stays. They are told by the account that was theirs, which stays closed and nameless, until they come back by
   * themselves (by BAND's sign-in or a link). The same input again writes nothing.
   */
  async upsert(request: UpsertBandMembers): Promise<UpsertedBandMembers> {
    const people = new Map(request.members.map((member) => [member.user_key, personOf(member)]));
    const { unchanged, admitted, others } = await this.sort([...people.values()]);
    const done: Upserted[] = [...unchanged];
    for (const chunk of chunksOf(admitted)) done.push(...(await this.write(chunk)));
    for (const chunk of chunksOf(others)) done.push(...(await this.write(chunk, UPSERT_QUEUE)));
    const count = (effect: Effect): number => done.filter((one) => one.effect === effect).length;
    return {
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      ids: done.map(({ userKey, id }) => ({ user_key: userKey, member_id: id })),
    };
  }

  /**
   * By one read outside any transaction; most of a sync's members are unchanged. Those who are admitted now have tokens
   * to be revoked.
   */
  private async sort(people: BandPerson[]): Promise<Sorted> {
    const known = await this.repository.findByBandUserKeys(people.map(({ userKey }) => userKey));
    const byKey = new Map(known.map((account) => [account.bandUserKey, account]));
    const unknown = people.filter(({ userKey }) => !byKey.has(userKey)).map(({ userKey }) => userKey);
    const former = await this.repository.findFormer(unknown);
    const sorted: Sorted = { unchanged: [], admitted: [], others: [] };
    for (const person of people) {
      const account = byKey.get(person.userKey) ?? former.get(person.userKey);
      const change = account && followBand(account, person, true);
      if (change?.status) sorted.admitted.push(person);
      else if (!account || !change || Object.keys(change).length > 0) sorted.others.push(person);
      else sorted.unchanged.push({ userKey: person.userKey, id: account._id.toHexString(), effect: 'unchanged' });
    }
    return sorted;
  }

  /** Someone may sign in by BAND at the same moment; they are then found at the next try. */
  private async write(people: BandPerson[], queue?: string): Promise<Upserted[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.revocations.run((session, revoke) => this.writeIn(session, revoke, people), queue);
      } catch (error) {
        const again = isDuplicateKey(error, ACCOUNT_INDEXES.band) || isDuplicateKey(error, ACCOUNT_INDEXES.username);
        if (!again || attempt >= TRIES) throw error;
      }
    }
  }

  private async writeIn(session: ClientSession, revoke: Revoke, people: BandPerson[]): Promise<Upserted[]> {
    const done: Upserted[] = [];
    const known = await this.repository.findByBandUserKeys(
      people.map(({ userKey }) => userKey),
      session,
    );
    const byKey = new Map(known.map((account) => [account.bandUserKey, account]));
    const strange = people.filter(({ userKey }) => !byKey.has(userKey));
    const former = await this.repository.findFormer(
      strange.map(({ userKey }) => userKey),
      session,
    );
    for (const [userKey, { _id }] of former) done.push({ userKey, id: _id.toHexString(), effect: 'unchanged' });
    const unknown = strange.filter(({ userKey }) => !former.has(userKey));
    const claimed = await this.unclaimed.claim(session, unknown);
    for (const [userKey, { _id }] of claimed) done.push({ userKey, id: _id.toHexString(), effect: 'updated' });
    const strangers = unknown.filter(({ userKey }) => !claimed.has(userKey));
    const created = await this.accounts.createMany(
      session,
      strangers.map((person) => newBandAccount(person, true)),
    );
    for (const { bandUserKey = '', _id } of created) {
      done.push({ userKey: bandUserKey, id: _id.toHexString(), effect: 'created' });
    }
    for (const person of people) {
      const account = byKey.get(person.userKey);
      if (account) done.push(await this.follow(session, revoke, account, person));
    }
    return done;
  }

  private async follow(
    session: ClientSession,
    revoke: Revoke,
    account: Account,
    person: BandPerson,
  ): Promise<Upserted> {
    const change = followBand(account, person, true);
    const changes = Object.keys(change).length > 0;
    if (change.status) await this.admission.change(session, revoke, account, change);
    else if (changes) await this.accounts.change(session, account, change);
    return { userKey: person.userKey, id: account._id.toHexString(), effect: changes ? 'updated' : 'unchanged' };
  }
}

const personOf = (member: UpsertBandMembers['members'][number]): BandPerson =>
  tidy({ userKey: member.user_key, name: member.name, avatar: member.profile_image_url ?? null });

const chunksOf = (people: BandPerson[]): BandPerson[][] =>
  Array.from({ length: Math.ceil(people.length / CHUNK) }, (_, i) => people.slice(i * CHUNK, (i + 1) * CHUNK));
