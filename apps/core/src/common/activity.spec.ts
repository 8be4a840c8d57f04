import { movedCredit, movedLikes } from './activity';

describe('credit for what members do', () => {
  it('moves from one member to another', () => {
    expect(movedCredit('post', 'a', 'b')).toEqual([
      { member_id: 'a', kind: 'post', delta: -1 },
      { member_id: 'b', kind: 'post', delta: 1 },
    ]);
  });

  it('appears, disappears, and stays', () => {
    expect(movedCredit('comment', null, 'b')).toEqual([{ member_id: 'b', kind: 'comment', delta: 1 }]);
    expect(movedCredit('comment', 'a', null)).toEqual([{ member_id: 'a', kind: 'comment', delta: -1 }]);
    expect(movedCredit('comment', 'a', 'a')).toEqual([]);
    expect(movedCredit('comment', null, null)).toEqual([]);
  });

  it("takes likes along, but never one's own", () => {
    expect(movedLikes(['a', 'b', 'c'], null, 'b')).toEqual([
      { member_id: 'b', kind: 'like_received', delta: 1 },
      { member_id: 'b', kind: 'like_received', delta: 1 },
    ]);
    expect(movedLikes(['a'], 'a', 'b')).toEqual([{ member_id: 'b', kind: 'like_received', delta: 1 }]);
  });
});
