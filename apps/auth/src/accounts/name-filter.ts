import { ACCOUNT_STATUSES, AccountStatus } from '@dongbaejul/contracts';
import { SortOrder, where } from '@dongbaejul/persistence';
import type { QueryFilter } from 'mongoose';
import type { Account } from './account.schema';
import { searchTermsOf } from './search-text';

/**
 * What a search by name reads by. Named, as the server would try the lists' own indexes too, which hold everybody. Grams
 * come first: of several the server tries each, and goes by the rarest.
 */
export const BY_GRAMS: SortOrder = { searchGrams: 1, status: 1, displayNameKey: 1, _id: 1 };

/**
 * Finds accounts by part of a name, in the order of names: the index has every one to three letters in a row, so that it
 * alone counts and orders them. More letters are found by threes; the text itself then decides.
 * @param status of the accounts; any without
 */
export function nameFilter(search: string, status?: AccountStatus): QueryFilter<Account> {
  const { text, grams, isExact } = searchTermsOf(search);
  return {
    status: status ?? where.in(ACCOUNT_STATUSES),
    // Nothing but punctuation is part of no name.
    searchGrams: text === '' ? where.in<string>([]) : where.all(grams),
    ...(!isExact && { searchText: new RegExp(text) }),
  } as QueryFilter<Account>;
}
