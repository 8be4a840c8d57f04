import type { Account } from './account.schema';
import type { AccountChange } from './accounts.repository';
import { uniqueKey } from './names';

/**
 * An account that nobody is behind any more: no name, no way in, no role. BAND's key is free for who comes back; that
 * it was theirs stays noted (it says nothing about the person), or the next sync would make a new member of someone who
 * has just left.
 */
export function emptied({ _id, bandUserKey }: Pick<Account, '_id' | 'bandUserKey'>): AccountChange {
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
    bandUserKey: null,
    ...(bandUserKey !== undefined && { formerBandUserKey: bandUserKey }),
    bandLinked: false,
    bandUnlinkedAt: null,
    roster: null,
    blockedFrom: null,
    knownAddresses: [],
  };
}
