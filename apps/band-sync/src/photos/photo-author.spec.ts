import type { Member } from '../directory/member.schema';
import { photoAuthor } from './photo-author';

const member = { _id: 'm1', display_name: '지민', avatar: 'https://a/1', roles: ['USER'], status: 'active' } as Member;
const photo = { author_id: 'm1', author_name: '옛 이름' };

describe('who took a photo', () => {
  it('is named as the member is now, and as BAND did before auth told of them', () => {
    expect(photoAuthor(photo, new Map([['m1', member]]), 'ko')).toEqual({
      id: 'm1',
      display_name: '지민',
      avatar: 'https://a/1',
    });
    expect(photoAuthor(photo, new Map(), 'ko')).toEqual({ id: 'm1', display_name: '옛 이름', avatar: null });
  });

  it('is not named once the account is closed', () => {
    const closed = new Map([['m1', { ...member, status: 'closed' } as Member]]);
    expect(photoAuthor(photo, closed, 'en')).toEqual({ id: null, display_name: 'Former member', avatar: null });
  });
});
