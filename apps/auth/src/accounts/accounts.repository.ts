import { type AccountStatus, permissionsOf } from '@dongbaejul/contracts';
import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { Account, ACCOUNT_MODEL } from './account.schema';
import { BY_GRAMS } from './name-filter';
import { rolesInForce } from './profile';
import { SEARCH_FORM } from './search-text';

const ADDRESSES_KEPT = 20;
/** Of one person; more of them in a row is a circle. */
const MOST_MERGES = 20;

/** What an account may lose: null takes the field away, so that the unique indexes do not see it. */
const REMOVABLE = [
  'email',
  'emailKey',
  'passwordHash',
  'bandUserKey',
  'formerBandUserKey',
  'bandUnlinkedAt',
  'roster',
  'blockedFrom',
] as const;
type Removable = (typeof REMOVABLE)[number];

/** What may be changed about an account; search fields and the version follow by themselves. */
export type AccountChange = { [Field in Removable]?: NonNullable<Account[Field]> | null } & Partial<
  Pick<
    Account,
    | 'username'
    | 'usernameKey'
    | 'knownAddresses'
    | 'displayName'
    | 'avatar'
    | 'bio'
    | 'grade'
    | 'gender'
    | 'chosen'
    | 'preferences'
    | 'roles'
    | 'status'
    | 'emailVerifiedAt'
    | 'bandLinked'
    | 'mergedInto'
    | 'tokensFrom'
    | 'searchText'
    | 'searchGrams'
    | 'displayNameKey'
  >
>;

@Injectable()
export class AccountsRepository {
  constructor(@InjectModel(ACCOUNT_MODEL) private readonly model: Model<Account>) {}

  findById(id: string | Types.ObjectId, session?: ClientSession): Promise<Account | null> {
    return this.findOne({ _id: new Types.ObjectId(id) }, session);
  }

  /** The account, or the one that goes on in its place: who was merged may have been merged on. */
  async findCurrent(id: string | Types.ObjectId, session?: ClientSession): Promise<Account | null> {
    let account = await this.findById(id, session);
    for (let steps = 0; account?.mergedInto !== undefined && steps < MOST_MERGES; steps += 1) {
      account = await this.findById(account.mergedInto, session);
    }
    return account;
  }

  findByUsernameKey(usernameKey: string): Promise<Account | null> {
    return this.findOne({ usernameKey });
  }

  findByEmailKey(emailKey: string, session?: ClientSession): Promise<Account | null> {
    return this.findOne({ emailKey }, session);
  }

  findByBandUserKey(bandUserKey: string, session?: ClientSession): Promise<Account | null> {
    return this.findOne({ bandUserKey }, session);
  }

  async findByBandUserKeys(keys: string[], session?: ClientSession): Promise<Account[]> {
    return this.model
      .find({ bandUserKey: where.in(keys) })
      .session(session ?? null)
      .lean<Account[]>();
  }

  /** Those who left, by BAND's key; of who left more than once, the latest. */
  async findFormer(bandUserKeys: readonly string[], session?: ClientSession): Promise<Map<string, Account>> {
    if (bandUserKeys.length === 0) return new Map();
    const rows = await this.model
      .find({ formerBandUserKey: where.in(bandUserKeys) })
      .sort({ formerBandUserKey: 1, _id: 1 })
      .session(session ?? null)
      .lean<Account[]>();
    return new Map(rows.map((account) => [account.formerBandUserKey ?? '', account]));
  }

  /** Members of the roster whom nobody has signed in or shown up as yet, by these names. */
  async findUnclaimed(session: ClientSession, displayNameKeys: readonly string[]): Promise<Account[]> {
    return this.model
      .find({ displayNameKey: where.in(displayNameKeys), 'roster.unclaimed': true })
      .session(session)
      .lean<Account[]>();
  }

  /** Display names by id; for ids of nobody there is none. */
  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    const known = [...new Set(ids)].filter((id) => Types.ObjectId.isValid(id)).map((id) => new Types.ObjectId(id));
    if (known.length === 0) return new Map();
    const rows = await this.model.find({ _id: where.in(known) }, { displayName: 1 }).lean<Account[]>();
    return new Map(rows.map(({ _id, displayName }) => [_id.toHexString(), displayName]));
  }

  /** Those of the ids whose person may not let anybody in (any more); who was merged is who they were merged into. */
  async unableToInvite(ids: readonly string[], session?: ClientSession, steps = MOST_MERGES): Promise<Set<string>> {
    if (steps === 0) return new Set(ids);
    const known = [...new Set(ids)].filter((id) => Types.ObjectId.isValid(id)).map((id) => new Types.ObjectId(id));
    if (known.length === 0) return new Set();
    const rows = await this.model
      .find({ _id: where.in(known) }, { mergedInto: 1, status: 1, roles: 1 })
      .session(session ?? null)
      .lean<Pick<Account, '_id' | 'mergedInto' | 'status' | 'roles'>[]>();
    const unable = rows.filter((row) => !permissionsOf(rolesInForce(row)).includes('users:approve'));
    const successors = unable.flatMap(({ mergedInto }) => mergedInto ?? []);
    const unableAsWell = await this.unableToInvite(successors, session, steps - 1);
    const isOut = (mergedInto: string | undefined): boolean => mergedInto === undefined || unableAsWell.has(mergedInto);
    return new Set(unable.filter((row) => isOut(row.mergedInto)).map(({ _id }) => _id.toHexString()));
  }

  /** @throws a duplicate key error for a username, e-mail or BAND key that another account has */
  async insert(session: ClientSession, accounts: Omit<Account, 'createdAt' | 'updatedAt'>[]): Promise<Account[]> {
    const created = await this.model.insertMany(accounts, { session });
    return created.map((account) => account.toObject<Account>());
  }

  /** @returns the account afterwards, or null when it was closed (nothing is written to it any more) or has another version */
  async change(
    session: ClientSession,
    id: Types.ObjectId,
    change: AccountChange,
    onlyVersion?: number,
  ): Promise<Account | null> {
    const open = { _id: id, status: where.ne('closed' as const) };
    const filter = onlyVersion === undefined ? open : { ...open, version: onlyVersion };
    const gone = REMOVABLE.filter((field) => change[field] === null);
    const $set = Object.fromEntries(Object.entries(change).filter(([field]) => !gone.includes(field as Removable)));
    const $unset = Object.fromEntries(gone.map((field) => [field, 1]));
    const update = { $set, ...(gone.length > 0 && { $unset }), $inc: { version: 1 } };
    return this.model.findOneAndUpdate(filter, update, { session, returnDocument: 'after' }).lean<Account>();
  }

  /**
   * Notes that a token is about to be issued. It writes, so that it and a change of roles wait for each other: what it
   * returns is what holds until the transaction ends.
   */
  async takeForToken(session: ClientSession, id: Types.ObjectId, now: number): Promise<Account | null> {
    return this.model
      .findOneAndUpdate(
        { _id: id },
        { $set: { lastSeenAt: new Date(now) }, $max: { lastTokenAt: now } },
        { session, returnDocument: 'after', timestamps: false },
      )
      .lean<Account>();
  }

  /** Remembers where a right password came from, the latest 20. */
  async rememberAddress(session: ClientSession, id: Types.ObjectId, digest: string): Promise<void> {
    await this.model.updateOne(
      { _id: id, knownAddresses: where.ne(digest) },
      { $push: { knownAddresses: { $each: [digest], $slice: -ADDRESSES_KEPT } } },
      { session, timestamps: false },
    );
  }

  /** Whether some account is found by what an earlier release wrote. All are counted first: more is no sign of it. */
  async hasOldSearch(statuses: readonly AccountStatus[]): Promise<boolean> {
    const status = where.in(statuses);
    const all = await this.model.countDocuments({ status });
    const current = { searchGrams: SEARCH_FORM, status } as QueryFilter<Account>;
    return (await this.model.countDocuments(current).hint(BY_GRAMS)) < all;
  }

  private findOne(filter: Partial<Account>, session?: ClientSession): Promise<Account | null> {
    return this.model
      .findOne(filter)
      .session(session ?? null)
      .lean<Account>()
      .exec();
  }
}
