import { where } from '@dongbaejul/persistence';
import type { QueryFilter } from 'mongoose';
import type { Account } from './account.schema';
import { searchTermsOf } from './search-text';

/** Finds accounts by part of a name: pairs of letters narrow it down by index; the text itself then decides. */
export function nameFilter(search: string): QueryFilter<Account> {
  const { text, grams } = searchTermsOf(search);
  // Nothing but punctuation is part of no name.
  if (text === '') return { searchGrams: where.in<string>([]) } as QueryFilter<Account>;
  return { searchGrams: where.all(grams), searchText: new RegExp(text) } as QueryFilter<Account>;
}
