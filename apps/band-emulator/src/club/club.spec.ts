import { Club } from './club';
import type { Page } from './page';
import { renderRichText } from './rich-text';
import { ANCHOR, START } from './time-line';

const sizes = { members: 200, posts: 400, albums: 20, photos: 2_000, commentedPercent: 85 };
const settings = { bandKey: 'band', name: '동배즐', ...sizes, seed: 1 };

function collect<T>(
  club: Club,
  page: (after: number | undefined) => Page<T>,
  betweenPages: () => void = () => {},
): T[] {
  const all: T[] = [];
  let after: number | undefined;
  for (;;) {
    const { items, next } = page(after);
    all.push(...items);
    if (next === null) return all;
    after = club.keys.decode('cursor', next);
    betweenPages();
  }
}

const allPosts = (club: Club, limit = 20) => collect(club, (after) => club.posts.page(after, limit));

describe('the demo club', () => {
  it('is the same at every start, and another with another seed', () => {
    const everything = (seed: number): string => {
      const club = new Club({ ...settings, seed });
      const posts = allPosts(club).map((post) => [post, club.comments.page(post, 'oldest', undefined, 100)]);
      const photos = collect(club, (after) => club.albums.photoPage(undefined, after, 100));
      return JSON.stringify([
        club.members.list(),
        posts,
        collect(club, (after) => club.albums.albumPage(after, 20)),
        photos,
      ]);
    };
    expect(everything(1)).toBe(everything(1));
    expect(everything(1)).not.toBe(everything(2));
  });

  it('has one leader, a few co-leaders, and members with distinct keys', () => {
    const members = new Club(settings).members.list();
    expect(members.filter((member) => member.role === 'leader')).toHaveLength(1);
    expect(members.filter((member) => member.role === 'coleader')).toHaveLength(5);
    expect(new Set(members.map((member) => member.userKey)).size).toBe(200);
  });

  it('lets every member be met as an author with a key', () => {
    const club = new Club(settings);
    const met = new Set(
      allPosts(club).flatMap((post) => (post.authorDetail === 'without-key' ? [] : [post.authorKey])),
    );
    expect(met.size).toBe(200);
  });

  it('stays within its two years, the newest first', () => {
    const club = new Club(settings);
    const posts = allPosts(club);
    const times = posts.map((post) => post.createdAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const comments = posts.flatMap((post) => club.comments.latest(post, 100));
    for (const time of [...times, ...comments.map((comment) => comment.createdAt)]) {
      expect(time).toBeGreaterThanOrEqual(START);
      expect(time).toBeLessThanOrEqual(ANCHOR);
    }
  });

  it('does not read as copied: texts differ and no slot is left open', () => {
    const club = new Club(settings);
    const texts = allPosts(club).map((post) => renderRichText(post.text));
    expect(new Set(texts).size).toBe(400);
    const comments = allPosts(club).flatMap((post) =>
      club.comments.latest(post, 100).map((comment) => renderRichText(comment.text)),
    );
    for (const text of [
      ...texts,
      ...comments,
      ...collect(club, (after) => club.albums.albumPage(after, 20)).map((album) => album.name),
    ]) {
      expect(text).not.toMatch(/[{}]|undefined/);
    }
  });
});

describe('paging', () => {
  it.each([1, 7, 20, 100])('comes to the end without gap or duplicate, %d at a time', (limit) => {
    const club = new Club(settings);
    expect(new Set(allPosts(club, limit).map((post) => post.key)).size).toBe(400);
    const album = club.albums.albumPage(undefined, 1).items[0]!;
    const photos = collect(club, (after) => club.albums.photoPage(album.key, after, limit));
    expect(photos).toHaveLength(club.albums.photoCountOf(album));
    expect(photos.every((photo) => photo.albumKey === album.key)).toBe(true);
  });

  it('covers all photos by going through the albums', () => {
    const club = new Club(settings);
    const albums = collect(club, (after) => club.albums.albumPage(after, 20));
    const photos = albums.flatMap((album) => collect(club, (after) => club.albums.photoPage(album.key, after, 50)));
    expect(albums).toHaveLength(20);
    expect(new Set(photos.map((photo) => photo.key)).size).toBe(2_000);
  });

  it('shows each comment once in both orders, more than a page of them too', () => {
    const club = new Club(settings);
    const post = allPosts(club).find((candidate) => club.comments.count(candidate) > 20)!;
    for (const order of ['oldest', 'newest'] as const) {
      const comments = collect(club, (after) => club.comments.page(post, order, after, 20));
      expect(new Set(comments.map((comment) => comment.key)).size).toBe(club.comments.count(post));
    }
  });

  it('goes on where it was when items are removed and edited meanwhile', () => {
    const club = new Club(settings);
    const before = allPosts(club);
    const seen = collect(
      club,
      (after) => club.posts.page(after, 20),
      () => {
        const first = before.shift()!;
        club.posts.remove(first.key);
      },
    );
    expect(new Set(seen.map((post) => post.key)).size).toBe(400);
  });

  it('has comments on as many posts as it was told', () => {
    const commented = (commentedPercent: number): number => {
      const club = new Club({ ...settings, commentedPercent });
      return allPosts(club).filter((post) => club.comments.count(post) > 0).length;
    };
    expect(commented(0)).toBe(0);
    expect(commented(100)).toBe(400);
    expect(commented(20)).toBeGreaterThan(40);
    expect(commented(20)).toBeLessThan(160);
  });

  it('answers quickly at the largest size', () => {
    const club = new Club({ ...settings, members: 10_000, posts: 100_000, photos: 10_000 });
    let pages = 0;
    let after: number | undefined;
    do {
      const { next } = club.posts.page(after, 100);
      after = next === null ? undefined : club.keys.decode('cursor', next);
      pages += 1;
    } while (after !== undefined);
    expect(pages).toBe(1_000);
  }, 60_000);
});

describe('changes', () => {
  it('moves an edited post to the top, once', () => {
    const club = new Club(settings);
    const last = allPosts(club).at(-1)!;
    club.posts.edit(last.key, { text: [{ type: 'text', text: '고침' }] });
    const posts = allPosts(club);
    expect(posts).toHaveLength(400);
    expect(posts[0]).toEqual({ ...last, text: [{ type: 'text', text: '고침' }] });
  });

  it('keeps counts right through additions, edits and removals', () => {
    const club = new Club(settings);
    const post = allPosts(club).find((candidate) => club.comments.count(candidate) > 2)!;
    const count = club.comments.count(post);
    const [first, second] = club.comments.page(post, 'oldest', undefined, 2).items;
    const added = club.comments.add({ ...first!, postKey: post.key });
    club.comments.edit(first!.key, { text: [{ type: 'text', text: '고침' }] });
    club.comments.remove(second!.key);
    const now = club.comments.page(post, 'oldest', undefined, 100).items;
    expect(now).toHaveLength(count);
    expect(club.comments.count(post)).toBe(count);
    expect(now[0]?.text).toEqual([{ type: 'text', text: '고침' }]);
    expect(now.at(-1)?.key).toBe(added.key);
    expect(club.comments.remove(second!.key)).toBeUndefined();
  });
});
