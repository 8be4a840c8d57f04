import type { Role } from '@dongbaejul/contracts';
import type { Viewer } from '../common/hiding';
import { isShown, withoutHidden, withoutMuted } from './comment-rules';

const viewer = (userId: string, ...roles: Role[]): Viewer => ({ userId, roles });
const hidden = { reason: '욕설', by: 'operator', at: new Date(0) };
const base = { author_id: 'author', reply_count: 0, is_deleted: false, hidden: null };

describe('comments that staff have hidden', () => {
  const alone = { ...base, id: 1, hidden };
  const answered = { ...base, id: 2, hidden, reply_count: 1 };
  const plain = { ...base, id: 3 };

  it('are gone for members, but for the place of those that others replied to', () => {
    const seen = withoutHidden([alone, answered, plain], viewer('reader', 'USER'));
    expect(seen.map(({ id, is_deleted }) => [id, is_deleted])).toEqual([
      [2, true],
      [3, false],
    ]);
  });

  it.each([viewer('author', 'USER'), viewer('staff', 'OPERATOR')])('are there for %j', (who) => {
    expect(withoutHidden([alone, answered, plain], who)).toEqual([alone, answered, plain]);
  });

  it('do not count', () => {
    expect([alone, { ...base, is_deleted: true }, plain].map(isShown)).toEqual([false, false, true]);
  });
});

describe('comments of whom the reader mutes', () => {
  it('are gone, but for the place of those that others replied to', () => {
    const seen = withoutMuted([base, { ...base, reply_count: 1 }], new Set(['author']));
    expect(seen.map(({ is_deleted }) => is_deleted)).toEqual([true]);
  });
});
