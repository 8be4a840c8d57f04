import type { Account } from '../accounts/account.schema';
import { followBand, tidy } from './band-person';

const account = (over: Partial<Account> = {}): Account =>
  ({
    status: 'active',
    displayName: '김민수',
    avatar: null,
    chosen: { displayName: false, avatar: false },
    ...over,
  }) as Account;

const minsu = { userKey: 'k1', name: '김민수', avatar: null };

describe('what follows BAND', () => {
  it('is nothing when nothing differs', () => expect(followBand(account(), minsu, true)).toEqual({}));

  it('is a new name and avatar', () =>
    expect(followBand(account(), { ...minsu, name: '김민수A', avatar: 'https://b/1' }, true)).toEqual({
      displayName: '김민수A',
      avatar: 'https://b/1',
    }));

  it('is not what the member chose', () => {
    const chosen = { displayName: true, avatar: true };
    expect(followBand(account({ chosen }), { ...minsu, name: 'X', avatar: 'https://b/1' }, true)).toEqual({});
  });

  it('is admission, only when BAND says so, and never for a blocked account', () => {
    expect(followBand(account({ status: 'pending' }), minsu, true)).toEqual({ status: 'active' });
    expect(followBand(account({ status: 'pending' }), minsu, false)).toEqual({});
    expect(followBand(account({ status: 'blocked' }), { ...minsu, name: 'X' }, true)).toEqual({});
  });
});

describe('tidy', () => {
  it('makes any name fit to store', () => {
    expect(tidy({ ...minsu, name: ' 김\u0000민수\u202e ' }).name).toBe('김 민수');
    expect(tidy({ ...minsu, name: '\ud800' }).name).toBe('\ufffd');
    expect(tidy({ ...minsu, name: '' }).name).toBe('이름 없음');
    expect(tidy({ ...minsu, name: '😀'.repeat(60) }).name.length).toBeLessThanOrEqual(50);
  });

  it('takes only web addresses for avatars', () => {
    expect(tidy({ ...minsu, avatar: 'javascript:alert(1)' }).avatar).toBeNull();
    expect(tidy({ ...minsu, avatar: 'https://b/1' }).avatar).toBe('https://b/1');
  });
});
