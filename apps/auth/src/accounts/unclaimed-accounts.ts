import { grouped } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from './account.schema';
import { AccountsRepository } from './accounts.repository';
import { AccountsService } from './accounts.service';
import { displayNameKeyOf } from './search-text';

interface NamedPerson {
  userKey: string;
  name: string;
  avatar: string | null;
}

/**
 * Members whom only the club's roster knows, until BAND shows somebody of the club with the same name: that is them,
 * and no second person is made. Where two could be meant it is nobody, and staff merge the accounts.
 */
@Injectable()
export class UnclaimedAccounts {
  constructor(
    private readonly repository: AccountsRepository,
    private readonly accounts: AccountsService,
  ) {}

  /** @param people of the club, who have no account yet. @returns the accounts that are theirs now, by BAND's key */
  async claim(session: ClientSession, people: readonly NamedPerson[]): Promise<Map<string, Account>> {
    const claimed = new Map<string, Account>();
    if (people.length === 0) return claimed;
    const byName = grouped(people, ({ name }) => displayNameKeyOf(name));
    const found = await this.repository.findUnclaimed(session, [...byName.keys()]);
    for (const [key, accounts] of grouped(found, ({ displayNameKey }) => displayNameKey)) {
      const [account, secondAccount] = accounts;
      const [person, secondPerson] = byName.get(key) ?? [];
      if (!account?.roster || secondAccount || !person || secondPerson) continue;
      const { userKey: bandUserKey, avatar } = person;
      const change = { bandUserKey, avatar, roster: { ...account.roster, unclaimed: false } };
      const changed = await this.accounts.change(session, account, change);
      if (changed) claimed.set(bandUserKey, changed);
    }
    return claimed;
  }
}
