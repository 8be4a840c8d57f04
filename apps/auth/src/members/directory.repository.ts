import { Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, QueryFilter } from 'mongoose';
import { Account, ACCOUNT_MODEL } from '../accounts/account.schema';
import { searchTermsOf } from '../accounts/search-text';
import type { MembersQuery } from './dto/members.dto';

/** By name; the order of Hangul's code points is that of the dictionary. */
const BY_NAME = { displayNameKey: 1, _id: 1 } as const;

@Injectable()
export class DirectoryRepository {
  constructor(@InjectModel(ACCOUNT_MODEL) private readonly model: Model<Account>) {}

  list(query: MembersQuery): Promise<Page<Account>> {
    return paginate(this.model, { query, filter: this.filterOf(query.search ?? ''), sort: BY_NAME });
  }

  /** Pairs of letters narrow it down by index; the text itself then decides. */
  private filterOf(search: string): QueryFilter<Account> {
    const active = { status: 'active' } as const;
    if (search === '') return active;
    const { text, grams } = searchTermsOf(search);
    // Nothing but punctuation is part of no name.
    if (text === '') return { ...active, searchGrams: where.in<string>([]) } as QueryFilter<Account>;
    return { ...active, searchGrams: where.all(grams), searchText: new RegExp(text) } as QueryFilter<Account>;
  }
}
