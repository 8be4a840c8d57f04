import type { Account } from '../accounts/account.schema';
import type { AccountChange } from '../accounts/accounts.repository';
import { MergeErrors } from './merge.errors';

const isAbsent = (account: Account, field: 'email' | 'bandUserKey' | 'passwordHash'): boolean =>
  account[field] === undefined || account[field] === null;

/**
 * What the account that stays takes over from the one that goes: ways in that it lacks, and what it never said about
 * itself. Roles are not inherited: whoever shall have more gets it by name.
 * @throws MERGE_TWO_BAND_PEOPLE
 */
export function takenOver(into: Account, from: Account): AccountChange {
  if (!isAbsent(into, 'bandUserKey') && !isAbsent(from, 'bandUserKey')) throw MergeErrors.MERGE_TWO_BAND_PEOPLE();
  const change: AccountChange = {};
  if (isAbsent(into, 'bandUserKey') && from.bandUserKey) {
    Object.assign(change, { bandUserKey: from.bandUserKey, bandLinked: from.bandLinked });
  }
  // Address and password belong together: one person's password must not open with another address.
  if (isAbsent(into, 'email') && from.email) {
    const { email, emailKey, emailVerifiedAt } = from;
    Object.assign(change, { email, emailKey, emailVerifiedAt });
    if (isAbsent(into, 'passwordHash') && from.passwordHash) change.passwordHash = from.passwordHash;
  }
  if (into.avatar === null && from.avatar !== null) change.avatar = from.avatar;
  if (into.bio === '' && from.bio !== '') change.bio = from.bio;
  if (into.grade === null && from.grade !== null) change.grade = from.grade;
  if (into.gender === null && from.gender !== null) change.gender = from.gender;
  // Both are the same person: who was let in under one name is in.
  if (into.status === 'pending' && from.status === 'active') change.status = 'active';
  return change;
}

/** Whether the account that stays can be entered by something that was the other's. */
export const takesWayIn = ({ bandUserKey, email, passwordHash }: AccountChange): boolean =>
  [bandUserKey, email, passwordHash].some((way) => way !== undefined && way !== null);
