import type { Account } from '../accounts/account.schema';
import { memberOf } from '../accounts/profile';
import type { AdminUserDto } from './dto/admin-users.dto';

/** An account as staff see it: nothing is hidden from them but what signs in. */
export const adminUserOf = (account: Account): AdminUserDto => ({
  ...memberOf({ ...account, preferences: { ...account.preferences, hiddenFields: [] } }),
  email: account.email ?? null,
  version: account.version,
  has_password: account.passwordHash !== undefined,
});

/** What the audit log keeps of an account. */
export const auditViewOf = ({ status, roles }: Pick<Account, 'status' | 'roles'>): object => ({
  status,
  roles: [...roles],
});
