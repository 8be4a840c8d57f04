import { Page, paginate, SortOrder, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { Account, ACCOUNT_MODEL } from '../accounts/account.schema';
import { uniqueKey } from '../accounts/names';
import { BY_GRAMS, nameFilter } from '../accounts/name-filter';
import type { AdminUsersQuery } from './dto/admin-users.dto';

const LATEST_FIRST: SortOrder = { createdAt: -1, _id: -1 };
const BY_NAME: SortOrder = { displayNameKey: 1, _id: 1 };

@Injectable()
export class AdminUsersRepository {
  constructor(@InjectModel(ACCOUNT_MODEL) private readonly model: Model<Account>) {}

  /** The latest first; those that were searched for, by name. */
  page(query: AdminUsersQuery): Promise<Page<Account>> {
    const { role, status, search = '', joined_from: from, joined_to: to } = query;
    const isEmail = search.includes('@');
    const isName = search !== '' && !isEmail;
    const filter = {
      ...(role && { roles: role }),
      ...(isName ? nameFilter(search, status) : status && { status }),
      ...(isEmail && { emailKey: uniqueKey(search) }),
      ...joinedWithin(from, to),
    } as QueryFilter<Account>;
    const sort = search === '' ? LATEST_FIRST : BY_NAME;
    return paginate(this.model, { query, filter, sort, ...(isName && { hint: BY_GRAMS }) });
  }

  /** Whether any other account is an active superadmin. */
  async hasOtherSuperadmin(session: ClientSession, id: Types.ObjectId): Promise<boolean> {
    const other = { roles: 'SUPERADMIN', status: 'active', _id: where.ne(id) } as QueryFilter<Account>;
    return (await this.model.exists(other).session(session)) !== null;
  }
}

function joinedWithin(from?: string, to?: string): object {
  if (from === undefined && to === undefined) return {};
  const since = new Date(from ?? 0);
  return { createdAt: to === undefined ? where.gte(since) : where.between(since, new Date(to)) };
}
