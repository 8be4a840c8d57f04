import { PresenceView } from './presence-view';

describe('what members were told of who is online', () => {
  let view: PresenceView;
  beforeEach(() => {
    view = new PresenceView();
    view.missed(new Set(['here']));
  });

  it('begins with who is here', () => {
    expect([view.missed(new Set(['here'])), view.missed(new Set(['here']))]).toEqual([[], []]);
  });

  it('misses who came and who went without a word, at the second look', () => {
    const now = new Set(['came']);
    expect(view.missed(now)).toEqual([]);
    expect(view.missed(now)).toEqual([
      ['came', true],
      ['here', false],
    ]);
  });

  it('misses them until they are told of', () => {
    const now = new Set<string>();
    view.missed(now);
    expect(view.missed(now)).toEqual([['here', false]]);
    view.told('here', false);
    expect(view.missed(now)).toEqual([]);
  });

  it('takes no look for a change that is ahead of its hint, or behind it', () => {
    view.missed(new Set(['here', 'came']));
    view.told('came', true);
    expect(view.missed(new Set(['here']))).toEqual([]);
    expect(view.missed(new Set(['here', 'came']))).toEqual([]);
  });
});
