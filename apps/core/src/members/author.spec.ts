import { authorOf } from './author';
import type { Member } from './member.schema';

const id = '64b000000000000000000001';
const member: Member = {
  _id: id,
  username: 'jimin',
  display_name: '박지민',
  avatar: 'https://img.example/1.png',
  status: 'active',
  version: 1,
};
const known = new Map([[id, member]]);

describe('the author of a post or comment', () => {
  it('is shown with the present name and avatar', () => {
    expect(authorOf({ author_id: id, author_name: 'old' }, known, 'ko')).toEqual({
      id,
      display_name: '박지민',
      avatar: 'https://img.example/1.png',
    });
  });

  it('keeps the name at the time of writing while the member is not known yet', () => {
    expect(authorOf({ author_id: id, author_name: 'jimin' }, new Map(), 'ko')).toEqual({
      id,
      display_name: 'jimin',
      avatar: null,
    });
  });

  it('may be a name only, or nobody', () => {
    expect(authorOf({ author_id: null, author_name: '동백' }, known, 'ko')).toMatchObject({
      id: null,
      display_name: '동백',
    });
    expect(authorOf({ author_id: null, author_name: '' }, known, 'en').display_name).toBe('Unknown');
  });

  it('is not named once the account is closed', () => {
    const closed = new Map([[id, { ...member, status: 'closed' as const }]]);
    expect(authorOf({ author_id: id, author_name: 'jimin' }, closed, 'ko')).toEqual({
      id: null,
      display_name: '탈퇴한 회원',
      avatar: null,
    });
  });
});
