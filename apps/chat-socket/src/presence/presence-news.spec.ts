import { PresenceNews } from './presence-news';

describe('news of who comes and goes', () => {
  const of = (changes: [string, boolean][]) => {
    const news = new PresenceNews();
    for (const [id, online] of changes) news.add(id, online);
    return news.take();
  };

  it('is told one by one while there is little', () =>
    expect(
      of([
        ['a', true],
        ['b', false],
      ]),
    ).toEqual([
      ['user:online', 'a'],
      ['user:offline', 'b'],
    ]));

  it('is the last that is known of who went and came meanwhile', () =>
    expect(
      of([
        ['a', false],
        ['a', true],
      ]),
    ).toEqual([['user:online', 'a']]));

  it('is one event when everybody comes at once', () => {
    const all = Array.from({ length: 1_000 }, (_, i) => `m${i}`);
    const told = of([...all.map((id): [string, boolean] => [id, true]), ['gone', false]]);
    expect(told).toEqual([['users:presence', { online: all, offline: ['gone'] }]]);
  });

  it('is told once', () => {
    const news = new PresenceNews();
    news.add('a', true);
    news.take();
    expect(news.take()).toEqual([]);
  });
});
