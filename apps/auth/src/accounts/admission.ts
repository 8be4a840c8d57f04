import type { ClientSession } from 'mongoose';
import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../keys/access-tokens';
import type { Revoke } from '../revocations/revocations.service';
import type { Account } from './account.schema';
import type { AccountChange } from './accounts.repository';
import { AccountsService } from './accounts.service';

/** Changes of what an account may do: its tokens so far then say something that is no longer so. */
@Injectable()
export class Admission {
  constructor(
    private readonly accounts: AccountsService,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * Changes roles or status; tokens from before become stale, and a refresh brings the new roles.
   * The moment is taken after the last token was issued, whatever the replicas' clocks say: issuing a token writes to
   * the account, so none can be under way.
   */
  async change(
    session: ClientSession,
    revoke: Revoke,
    account: Account,
    change: AccountChange,
  ): Promise<Account | null> {
    const before = Math.max(Date.now(), account.lastTokenAt + 1, account.tokensFrom + 1);
    const changed = await this.accounts.change(session, account, { ...change, tokensFrom: before });
    // The account was read earlier in this transaction's snapshot: had a token been issued since, the write would fail.
    if (changed) {
      const expires_at = before + this.tokens.lifetimeSeconds * 1000;
      await revoke({ kind: 'account', id: account._id.toHexString(), before, effect: 'stale', expires_at });
    }
    return changed;
  }
}
