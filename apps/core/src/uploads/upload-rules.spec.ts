import { POST_STATES } from '../posts/post.schema';
import { audienceOf, opensNow } from './upload-rules';

describe('addresses that were given out', () => {
  const opened = (audience: 'members' | 'few'): string[] =>
    POST_STATES.filter((state) => opensNow(audience, 'post', { state }));

  it('open to members what hangs on a post that they see now', () => expect(opened('members')).toEqual(['published']));

  it('open to few what its author, or staff, see besides', () =>
    expect(opened('few')).toEqual(['published', 'draft', 'hidden']));

  it('open what hangs on nothing to its owner alone', () => {
    expect([opensNow('members', null), opensNow('few', null)]).toEqual([false, true]);
    expect([opensNow('members', 'post', null), opensNow('few', 'post', null)]).toEqual([false, false]);
  });

  it.each(['member', 'message', 'game', 'meeting'] as const)('open what hangs on a %s', (holder) => {
    expect([opensNow('members', holder), opensNow('few', holder)]).toEqual([true, true]);
  });

  it('are given to whoever sees the post', () => {
    expect(POST_STATES.filter((state) => audienceOf({ state }) === 'members')).toEqual(['published']);
  });
});
