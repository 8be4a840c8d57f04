import type { Account } from '../accounts/account.schema';
import { followRoster } from './follow-roster';

const account = (over: Partial<Account> = {}): Account =>
  ({ status: 'active', grade: null, gender: null, ...over }) as Account;
const told = { entry_id: 'e1', member_id: 'm1', name: '김민수', grade: 'B', gender: 'male' };
const roster = { entryId: 'e1', version: 1, grade: 'B', gender: 'male', unclaimed: false };

describe('what follows the roster', () => {
  it('is what the member has not said', () =>
    expect(followRoster(account(), told, 1)).toEqual({ grade: 'B', gender: 'male', roster }));

  it('is what the roster itself said before', () =>
    expect(followRoster(account({ grade: 'B', gender: 'male', roster }), { ...told, grade: 'A' }, 2)).toEqual({
      grade: 'A',
      roster: { ...roster, version: 2, grade: 'A' },
    }));

  it('is not what the member chose', () => {
    const chosen = followRoster(account({ grade: 'D', gender: 'male', roster }), { ...told, grade: 'A' }, 2);
    expect(chosen).toEqual({ roster: { ...roster, version: 2, grade: 'A' } });
  });

  it('is nothing that a file leaves out, nothing late, and nothing of who has left', () => {
    expect(followRoster(account({ grade: 'B', roster }), { ...told, grade: null }, 2).grade).toBeUndefined();
    expect(followRoster(account({ roster: { ...roster, version: 3 } }), told, 2)).toEqual({});
    expect(followRoster(account({ status: 'closed' }), told, 2)).toEqual({});
  });
});
