import type { AccountStatus, MemberState, Role } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { Account } from './account.schema';
import { AccountErrors } from './accounts.errors';
import { AccountChange, AccountsRepository } from './accounts.repository';
import { uniqueKey } from './names';
import { searchFieldsOf } from './search-text';

export interface NewAccount {
  /** Where another service has given it already. */
  _id?: Types.ObjectId;
  username: string;
  displayName: string;
  email?: string;
  /** Set where the address was proved before the account was made. */
  emailVerifiedAt?: Date;
  passwordHash?: string;
  avatar?: string | null;
  roles?: Role[];
  status: AccountStatus;
  bandUserKey?: string;
  bandLinked?: boolean;
  grade?: string | null;
  gender?: string | null;
  roster?: Account['roster'];
}

/** The fields of `auth.member.changed`: a change of any of them is told. */
const TOLD: readonly (keyof AccountChange)[] = [
  'username',
  'displayName',
  'avatar',
  'roles',
  'status',
  'grade',
  'gender',
];

export const memberStateOf = (account: Account): MemberState => ({
  id: account._id.toHexString(),
  username: account.username,
  display_name: account.displayName,
  avatar: account.avatar,
  roles: account.roles,
  status: account.status,
  grade: account.grade,
  gender: account.gender,
  ...(account.mergedInto !== undefined && { merged_into: account.mergedInto }),
});

/** Every change of an account goes through here, so that none is made without its version and its event. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly outbox: Outbox,
  ) {}

  /** @throws a duplicate key error, which must leave the transaction */
  async create(session: ClientSession, account: NewAccount): Promise<Account> {
    const [created] = await this.createMany(session, [account]);
    return created as Account;
  }

  /** The same for many, in two writes; in the order given. */
  async createMany(session: ClientSession, accounts: readonly NewAccount[]): Promise<Account[]> {
    if (accounts.length === 0) return [];
    const created = await this.accounts.insert(session, accounts.map(newRow));
    await this.tell(session, created);
    return created;
  }

  /**
   * @param onlyVersion changes nothing when the account has another version by now
   * @returns the account afterwards, or null when it has another version
   * @throws ACCOUNT_CLOSED when it is closed by now: nothing is written to a closed account
   */
  async change(
    session: ClientSession,
    account: Account,
    change: AccountChange,
    onlyVersion?: number,
  ): Promise<Account | null> {
    const { displayName = account.displayName, username = account.username } = change;
    const isRenamed = displayName !== account.displayName || username !== account.username;
    const search = isRenamed ? searchFieldsOf(displayName, username) : {};
    const changed = await this.accounts.change(session, account._id, { ...change, ...search }, onlyVersion);
    if (!changed && onlyVersion === undefined) throw AccountErrors.ACCOUNT_CLOSED();
    if (changed && TOLD.some((field) => change[field] !== undefined)) await this.tell(session, [changed]);
    return changed;
  }

  private async tell(session: ClientSession, accounts: readonly Account[]): Promise<void> {
    const events = accounts.map((account) => ({
      aggregateId: account._id.toHexString(),
      version: account.version,
      payload: memberStateOf(account),
    }));
    await this.outbox.addMany(session, 'auth.member.changed', events);
  }
}

function newRow(account: NewAccount): Omit<Account, 'createdAt' | 'updatedAt'> {
  return {
    _id: new Types.ObjectId(),
    ...account,
    usernameKey: uniqueKey(account.username),
    ...(account.email !== undefined && { emailKey: uniqueKey(account.email) }),
    emailVerifiedAt: account.emailVerifiedAt ?? null,
    avatar: account.avatar ?? null,
    bio: '',
    grade: account.grade ?? null,
    gender: account.gender ?? null,
    chosen: { displayName: false, avatar: false },
    preferences: { language: 'ko', hiddenFields: [] },
    roles: account.roles ?? ['USER'],
    bandLinked: account.bandLinked ?? false,
    version: 1,
    knownAddresses: [],
    lastTokenAt: 0,
    tokensFrom: 0,
    lastSeenAt: null,
    ...searchFieldsOf(account.displayName, account.username),
  };
}
