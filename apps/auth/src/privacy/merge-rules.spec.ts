import type { Account } from '../accounts/account.schema';
import { takenOver } from './merge-rules';

const account = (more: Partial<Account> = {}): Account =>
  ({
    status: 'active',
    roles: ['USER'],
    avatar: null,
    bio: '',
    grade: null,
    gender: null,
    bandLinked: false,
    ...more,
  }) as Account;
const mail = { email: 'a@club.test', emailKey: 'a@club.test', emailVerifiedAt: null, passwordHash: 'hash' };

describe('what an account takes over from the one that goes', () => {
  it('is the way in that it lacks', () => {
    expect(takenOver(account({ bandUserKey: 'k' }), account(mail))).toEqual(mail);
    expect(takenOver(account(mail), account({ bandUserKey: 'k', bandLinked: true }))).toEqual({
      bandUserKey: 'k',
      bandLinked: true,
    });
  });

  it('is no second address, and no password without its address', () => {
    expect(takenOver(account({ ...mail, email: 'b@club.test' }), account(mail))).toEqual({});
    const { passwordHash: _hash, ...bare } = mail;
    expect(takenOver(account(bare), account({ passwordHash: 'theirs' }))).toEqual({});
  });

  it('is no role, and nothing that was said already', () => {
    const from = account({ roles: ['USER', 'ADMIN'], bio: '나', grade: 'A', gender: 'male', avatar: 'https://a' });
    expect(takenOver(account(), from)).toEqual({ bio: '나', grade: 'A', gender: 'male', avatar: 'https://a' });
    expect(takenOver(account({ bio: '너', grade: 'B', gender: 'other', avatar: 'https://b' }), from)).toEqual({});
  });

  it('is membership', () => {
    expect(takenOver(account({ status: 'pending' }), account())).toEqual({ status: 'active' });
    expect(takenOver(account({ status: 'blocked' }), account())).toEqual({});
  });

  it('is nothing where they are two people at BAND', () => {
    expect(() => takenOver(account({ bandUserKey: 'a' }), account({ bandUserKey: 'b' }))).toThrow(
      'MERGE_TWO_BAND_PEOPLE',
    );
  });
});
