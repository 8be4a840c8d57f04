import { Page, paginate } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { Account, ACCOUNT_MODEL } from '../accounts/account.schema';
import { BY_GRAMS, nameFilter } from '../accounts/name-filter';
import type { MembersQuery } from './dto/members.dto';

/** By name; the order of Hangul's code points is that of the dictionary. */
const BY_NAME = { displayNameKey: 1, _id: 1 } as const;

@Injectable()
export class DirectoryRepository {
  constructor(@InjectModel(ACCOUNT_MODEL) private readonly model: Model<Account>) {}

  list(query: MembersQuery): Promise<Page<Account>> {
    const { search = '' } = query;
    if (search === '') return paginate(this.model, { query, filter: { status: 'active' }, sort: BY_NAME });
    return paginate(this.model, { query, filter: nameFilter(search, 'active'), sort: BY_NAME, hint: BY_GRAMS });
  }
}
