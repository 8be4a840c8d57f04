import type { Account } from './account.schema';
import type { AccountChange } from './accounts.repository';
import { uniqueKey } from './names';

/**
 * An account that nobody is behind any more: no name, no way in, no role. BAND's key stays (it says nothing about the
 * person), or the next sync would make a new member of someone who has just left.
 */
export function emptied({ _id }: Pick<Account, '_id'>): AccountChange {
  const username = `closed_${_id.toHexString()}`;
  return {
    status: 'closed',
    username,
    usernameKey: uniqueKey(username),
    displayName: '',
    avatar: null,
    bio: '',
    grade: null,
    gender: null,
    chosen: { displayName: false, avatar: false },
    preferences: { language: 'ko', hiddenFields: [] },
    roles: ['USER'],
    email: null,
    emailKey: null,
    emailVerifiedAt: null,
    passwordHash: null,
    bandLinked: false,
    roster: null,
    knownAddresses: [],
  };
}
