import type { Account } from '../accounts/account.schema';

type Record = Pick<
  Account,
  'status' | 'roles' | 'email' | 'passwordHash' | 'bandLinked' | 'bandUnlinkedAt' | 'lastTokenAt'
>;

/**
 * Whether nobody has ever been behind an account: a sync or the roster brought it, and it has no way in. Who proves at
 * BAND to be that person takes it over. One that somebody signed in to, was given a role or was blocked is for staff
 * to merge.
 */
export const isUnclaimed = (account: Record): boolean =>
  (account.status === 'active' || account.status === 'pending') &&
  account.roles.every((role) => role === 'USER') &&
  account.lastTokenAt === 0 &&
  !account.bandLinked &&
  !account.bandUnlinkedAt &&
  !account.email &&
  !account.passwordHash;
