import type { RosterMemberState } from '@dongbaejul/contracts';
import type { Account } from '../accounts/account.schema';
import type { AccountChange } from '../accounts/accounts.repository';

type FromRoster = NonNullable<Account['roster']>;

/**
 * What of an account follows the club's roster: grade and gender as long as the member has not said something else
 * themselves. Empty when nothing differs, or when a later event was applied already.
 */
export function followRoster(account: Account, told: RosterMemberState, version: number): AccountChange {
  const last = account.roster?.entryId === told.entry_id ? account.roster : undefined;
  const isClosed = account.status === 'closed' || account.status === 'blocked';
  if (isClosed || (last && last.version >= version)) return {};
  const { grade, gender } = told;
  const roster: FromRoster = {
    entryId: told.entry_id,
    version,
    grade: grade ?? null,
    gender: gender ?? null,
    unclaimed: last?.unclaimed ?? false,
  };
  return {
    roster,
    ...follow(account, roster, last, 'grade'),
    ...follow(account, roster, last, 'gender'),
  };
}

function follow(account: Account, now: FromRoster, last: FromRoster | undefined, field: 'grade' | 'gender'): object {
  const isOwn = account[field] !== null && account[field] !== (last?.[field] ?? null);
  return isOwn || now[field] === null || now[field] === account[field] ? {} : { [field]: now[field] };
}
