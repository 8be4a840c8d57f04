import type { Account } from '../accounts/account.schema';
import { isUnclaimed } from './claim-rule';

const synced = { status: 'active', roles: ['USER'], bandLinked: false, lastTokenAt: 0 } as unknown as Account;

describe('a member whom a sync brought', () => {
  it('is taken over by who proves to be them', () => expect(isUnclaimed(synced)).toBe(true));

  it.each<Partial<Account>>([
    { bandLinked: true },
    { lastTokenAt: 1 },
    { email: 'a@club.test' },
    { passwordHash: 'hash' },
    { bandUnlinkedAt: new Date() },
    { roles: ['USER', 'OPERATOR'] },
    { status: 'blocked' },
    { status: 'closed' },
  ])('is somebody of their own with %j', (more) => expect(isUnclaimed({ ...synced, ...more })).toBe(false));
});
